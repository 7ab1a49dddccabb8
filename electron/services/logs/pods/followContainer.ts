import { Backoff } from "../../../../shared/base/backoff.ts";
import { type CancelSignal, delay } from "../../../../shared/base/cancel.ts";
import type { Clock } from "../../../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../../../shared/base/disposable.ts";
import { errorText, isMidwatchError } from "../../../../shared/base/errors.ts";
import type { LogLine } from "../../../../shared/domain/logs/model.ts";
import type { KubernetesApi } from "../../kubernetes/types.ts";
import { type ContainerOfPod, fieldsOf, logRequest, type PodLogOrigin, readerOf } from "./containerLog.ts";
import { readPodLogLine } from "./podLogLine.ts";

/** Lines that belong together come together. */
const settleMs = 300;

/**
 * Lines of a container from a time on, over its restarts and lost connections; what a new connection tells again is left out.
 * Ends when cancelled, and when the pod is gone.
 */
export async function followContainer(
  api: KubernetesApi,
  of: ContainerOfPod,
  {
    clock,
    random,
    origin,
    fromMs,
    lines,
    problem,
    signal,
  }: {
    readonly clock: Clock;
    readonly random: () => number;
    readonly origin: PodLogOrigin;
    readonly fromMs: number;
    readonly lines: (lines: readonly LogLine[]) => void;
    /** What is wrong now; null once it is well. */
    readonly problem: (text: string | null) => void;
    readonly signal: CancelSignal;
  },
): Promise<void> {
  const backoff = new Backoff({ firstMs: 1_000, maxMs: 15_000, random });
  const reader = readerOf(origin, of);
  const reference = () => ({ nowMs: clock.nowMs(), offsetMinutes: 0 });
  let last = new Date(fromMs).toISOString();
  let settling: Disposable = toDisposable(() => {});

  const tell = (found: readonly LogLine[]) => {
    if (found.length > 0) lines(found);
  };
  const take = (text: string) => {
    const line = readPodLogLine(text);
    // A log is told from a whole second on.
    if (!line || line.stamp <= last) return;
    last = line.stamp;
    tell(reader.readLines([{ ...line, fields: fieldsOf(of) }], reference()));
    settling.dispose();
    settling = clock.after(settleMs, () => tell(reader.end(reference())));
  };

  try {
    while (!signal.aborted) {
      try {
        const asked = logRequest(of, { follow: "true", sinceTime: last });
        const opened = () => {
          problem(null);
          backoff.reset();
        };
        for await (const text of api.lines({ ...asked, signal, opened })) take(text);
      } catch (error) {
        if (signal.aborted) return;
        if (!isMidwatchError(error)) throw error;
        if (error.code === "NOT_FOUND") return;
        // A log in which nothing is written ends as a connection that says nothing.
        if (error.code !== "TIMEOUT") problem(errorText(error));
      }
      await delay(clock, backoff.nextDelayMs(), signal).catch(() => {});
    }
  } finally {
    settling.dispose();
    tell(reader.end(reference()));
  }
}
