import { type CancelSignal, delay } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import { telltaleMetrics } from "../../../shared/domain/services/presets/presets.ts";
import type { Log } from "../log.ts";
import type { MetricSource } from "../sources/types.ts";

const lookIntervalMs = 5 * 60_000;
/** A server with more jobs than this is a platform: its services are to be named. */
const mostJobs = 50;

/** A job of a server in which some preset knows its metrics. */
interface ServerJob {
  readonly source: string;
  readonly job: string;
}

export interface ServerJobs extends Disposable {
  readonly found: readonly ServerJob[];
  start(): void;
  stop(): void;
}

/** Looks for jobs on the servers of the workspace, once in a while as long as it is started. What was found stays. */
export function createServerJobs(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly servers: () => readonly Pick<MetricSource, "name" | "queryInstant">[];
  readonly onFound: () => void;
}): ServerJobs {
  const { clock, log, servers, onFound } = options;
  let found: readonly ServerJob[] = [];
  let looking: AbortController | null = null;

  async function look(signal: CancelSignal): Promise<void> {
    while (!signal.aborted) {
      const timeMs = clock.nowMs();
      const answers = await Promise.all(servers().map((server) => jobsOf(server, timeMs, signal)));
      const next = answers.flat();
      const isSame = JSON.stringify(next) === JSON.stringify(found);
      found = next;
      if (!isSame) onFound();
      await delay(clock, lookIntervalMs, signal);
    }
  }

  function stop(): void {
    looking?.abort();
    looking = null;
  }

  return {
    get found() {
      return found;
    },
    start() {
      if (looking) return;
      const started = new AbortController();
      looking = started;
      look(started.signal).catch((error: unknown) => {
        if (!started.signal.aborted)
          log.error("Servers are no longer looked at for services", { error: errorText(error) });
      });
    },
    stop,
    dispose: stop,
  };
}

const query = `group by (job) ({__name__=~"${telltaleMetrics.join("|")}"})`;

/** A server that does not answer has told nothing: its state is shown elsewhere. */
async function jobsOf(
  server: Pick<MetricSource, "name" | "queryInstant">,
  timeMs: number,
  signal: CancelSignal,
): Promise<readonly ServerJob[]> {
  try {
    const answer = await server.queryInstant({ expr: query, timeMs }, signal);
    if (answer.kind !== "vector") return [];
    const jobs = answer.samples.flatMap(({ series }) => series.labels.job || []);
    return jobs
      .sort()
      .slice(0, mostJobs)
      .map((job) => ({ source: server.name, job }));
  } catch (error) {
    if (signal.aborted || !isMidwatchError(error)) throw error;
    return [];
  }
}
