import { useEffect, useState } from "react";
import type { LogVolume } from "../../../shared/domain/logs/volume.ts";
import { parseDurationMs } from "../../../shared/domain/promql/numberLiteral.ts";
import { useClient } from "../../state/client.ts";
import type { CompareStep } from "../../state/investigateView.ts";
import type { LogsView } from "../../state/logsView.ts";
import { stepsOf, totalsBefore } from "./volumeBefore.ts";

export interface VolumeBefore {
  readonly compare: CompareStep;
  /** Lines a step, beside those of now; null where no source counts. */
  readonly totals: readonly number[] | null;
  /** Sources that do not count: what they had before is in no total. */
  readonly uncounted: readonly string[];
}

/** What the sources themselves count over the same steps some time before; null before it is known, and while it is not asked. */
export function useVolumeBefore(
  { filter, hosts, sources }: LogsView,
  volume: LogVolume | null,
  compare: CompareStep | null,
): VolumeBefore | null {
  const { call } = useClient();
  const [found, setFound] = useState<VolumeBefore | null>(null);
  const steps = volume === null ? 0 : stepsOf(volume);
  const key = JSON.stringify([filter, hosts, sources, volume?.startMs, volume?.stepMs, steps, compare]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that is asked
  useEffect(() => {
    const shiftMs = compare === null ? null : parseDurationMs(compare);
    if (volume === null || compare === null || shiftMs === null || steps === 0) {
      setFound(null);
      return undefined;
    }
    const stop = new AbortController();
    const { startMs, stepMs } = volume;
    const window = { startMs: startMs - shiftMs, endMs: startMs - shiftMs + steps * stepMs, stepMs };
    const wish = { filter, hosts: hosts && [...hosts], sources: sources && [...sources] };
    call("logs.volume", { ...wish, ...window }, stop.signal)
      .then(({ volume: before, uncounted }) =>
        setFound({ compare, totals: before && totalsBefore(volume, before, shiftMs), uncounted }),
      )
      // What fails here is told by the lines themselves.
      .catch(() => {});
    return () => stop.abort();
  }, [key, call]);

  return found;
}
