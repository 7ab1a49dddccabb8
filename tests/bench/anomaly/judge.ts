import { anomalyParameters } from "../../../shared/domain/anomaly/parameters.ts";
import { SeriesScorer } from "../../../shared/domain/anomaly/seriesScorer.ts";
import { goesOn, type UnusualSpan } from "../../../shared/domain/anomaly/span.ts";
import type { LabelledSeries } from "./labelledSeries.ts";

const { stepMs, quarterMs } = anomalyParameters;
/** What is found so long after a fault is still about it: windows hold it, and the way back is a change as well. */
const aftermathMs = 60 * 60_000;

export interface Judgement {
  /** Whether the fault was found; null where there was none. */
  readonly found: boolean | null;
  /** From its beginning to the finding. */
  readonly delayMs: number | null;
  readonly falseFindings: number;
}

/** What the detectors find in a series, against its label. */
export function judge(series: LabelledSeries): Judgement {
  const { fault } = series;
  const findings = findingsOf(series);
  const isOfFault = ({ fromMs, toMs }: UnusualSpan) =>
    fault !== null && toMs >= fault.fromMs && fromMs <= fault.toMs + aftermathMs;
  const ofFault = findings.filter(isOfFault);
  const first = ofFault[0];
  const found = first !== undefined && fault !== null && first.fromMs <= fault.toMs + anomalyParameters.mergeWithinMs;
  return {
    found: fault === null ? null : found,
    delayMs: found && fault ? Math.max(0, first.fromMs - fault.fromMs) : null,
    falseFindings: findings.length - ofFault.length,
  };
}

function findingsOf({ past, pastEndMs, values, startMs, releasesMs }: LabelledSeries): readonly UnusualSpan[] {
  const scorer = new SeriesScorer({ stepMs, leastChange: 0 });
  past.forEach((value, i) => {
    scorer.remember(pastEndMs - (past.length - 1 - i) * quarterMs, value);
  });
  const spans: UnusualSpan[] = [];
  const releases = [...releasesMs];
  values.forEach((value, step) => {
    const timeMs = startMs + step * stepMs;
    const [release] = releases;
    if (release !== undefined && timeMs >= release) {
      releases.shift();
      scorer.restart(release);
    }
    scorer.push(timeMs, value);
    if (!scorer.isUnusual) return;
    const last = spans.at(-1);
    if (last && goesOn(last, timeMs)) spans[spans.length - 1] = { ...last, toMs: timeMs };
    else spans.push({ fromMs: timeMs, toMs: timeMs });
  });
  return spans;
}
