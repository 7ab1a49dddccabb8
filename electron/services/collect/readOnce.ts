import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { CollectPlan, Pace } from "../../../shared/domain/collect/protocol.ts";
import type { MetricsService } from "../metrics/types.ts";
import type { SshConnection } from "../ssh/types.ts";
import { createHostReadings, type HostReadings } from "./hostReadings.ts";
import { createPaceKeeper } from "./pace.ts";
import { makePlan } from "./plan.ts";
import { type HostProbe, runProbe, wallMsOf } from "./probe.ts";
import { collectCommand } from "./script/collect.ts";
import { openStream } from "./stream.ts";

export interface ReadOnceOptions {
  readonly clock: Clock;
  readonly connection: SshConnection;
  readonly host: string;
  readonly units: readonly string[];
  readonly newNonce: () => string;
  readonly signal?: CancelSignal;
}

/** The first tick reads every section; each call on the host is bounded to 10 s. */
const tickTimeoutMs = 60_000;
/** Rates need a second look. */
const intervalMs = 1000;
const mostDroppedFields = 10;

const noMetrics: Pick<MetricsService, "target"> = {
  target: () => ({ append() {}, markStale() {}, dispose() {} }),
};

/**
 * One look at everything the collector reads, by the collector's own scripts and parsers, for a report. What could not be
 * read is in `readings.unreadable`; never rejects.
 */
export async function readOnce(options: ReadOnceOptions): Promise<HostReadings> {
  const { clock, connection, host, newNonce, signal } = options;
  const readings = createHostReadings(clock, noMetrics, host);
  const request = { nonce: newNonce(), operation: "doctor.probe", ...(signal ? { signal } : {}) };
  const outcome = await runProbe(connection, request);
  if (outcome.kind !== "ok") {
    readings.failed("probe", outcome.text);
    return readings;
  }
  readings.probed(outcome.probe);
  let dropped: string[] = [];
  for (let attempt = 0; attempt <= mostDroppedFields; attempt++) {
    const unknown = await readTicks(options, readings, planOf(options, outcome.probe, dropped));
    if (unknown === null) break;
    dropped = [...dropped, unknown];
  }
  return readings;
}

function planOf({ units, newNonce }: ReadOnceOptions, probe: HostProbe, dropped: readonly string[]): CollectPlan {
  const mode = probe.hung
    ? ({ kind: "hung", retryAtMs: 0, why: probe.hung.text } as const)
    : ({ kind: "oneShot", ticks: 1, why: "" } as const);
  const pace: Pace = createPaceKeeper().pace(intervalMs, probe, mode);
  const gpuFields = probe.gpuFields.filter((field) => !dropped.includes(field));
  return makePlan(probe, { nonce: newNonce(), intervalMs, pace, gpuFields, units });
}

/** Two ticks more than it takes to have all sections, for the rates. Resolves to the name of a field that the driver does not know, else null. */
function readTicks(options: ReadOnceOptions, readings: HostReadings, plan: CollectPlan): Promise<string | null> {
  const { clock, connection, signal } = options;
  return new Promise((resolve) => {
    const missing = new Set<string>(Object.keys(plan.pace));
    let ticksSince = 0;
    let hasTicked = false;
    const finish = (unknownField: string | null) => {
      deadline.dispose();
      signal?.removeEventListener("abort", onAbort);
      stream.dispose();
      resolve(unknownField);
    };
    const onAbort = () => finish(null);
    const stream: Disposable = openStream(collectCommand(plan), {
      clock,
      connection,
      nonce: plan.nonce,
      operation: "doctor.read",
      onFrame(frame) {
        hasTicked ||= frame.kind === "end";
        // What comes late is waited for, and for what is read of its processes then.
        if (frame.kind === "end" && missing.size === 0) ticksSince += 1;
        if (ticksSince >= 2) finish(null);
        if (frame.kind !== "section") return;
        missing.delete(frame.section);
        const wallMs = wallMsOf(frame);
        if (frame.section !== "gpu") {
          readings.section(frame, wallMs, 0);
          return;
        }
        const { invalidField } = readings.gpuRows(frame.text, plan.gpuFields, frame.status, frame, 0);
        if (invalidField !== null && plan.gpuFields.includes(invalidField)) finish(invalidField);
      },
      onEnd(end) {
        const text =
          end.kind === "refused" ? errorText(end.error) : end.kind === "exited" ? end.text : "The host floods";
        readings.failed("stream", text || "The collector's script ended");
        finish(null);
      },
    });
    const deadline = clock.after(tickTimeoutMs, () => {
      const seconds = tickTimeoutMs / 1000;
      if (hasTicked) for (const section of missing) readings.failed(section, `No answer within ${seconds} s`);
      else readings.failed("stream", `The host did not finish within ${seconds} s`);
      finish(null);
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
