import { type CancelSignal, delay } from "../../shared/base/cancel.ts";
import type { Clock } from "../../shared/base/clock.ts";
import { isMidwatchError } from "../../shared/base/errors.ts";
import type { anomaliesArea } from "../../shared/contract/areas/anomalies.ts";
import type { Item, Params } from "../../shared/contract/define.ts";
import { bandLeadMs, bandStepMs } from "../../shared/domain/anomaly/expectedBand.ts";
import { leastChangeOf } from "../../shared/domain/anomaly/leastChange.ts";
import { inferUnit } from "../../shared/domain/promql/inferUnit.ts";
import type { AnomalyService } from "../services/anomaly/types.ts";
import type { MetricSource } from "../services/sources/types.ts";

type ExpectedItem = Item<(typeof anomaliesArea)["anomalies.expected"]>;
type ExpectedRequest = Params<(typeof anomaliesArea)["anomalies.expected"]>;

const againMs = 60_000;

/** Bands of what a screen shows; one query after the other, for what is drawn beside them is more urgent. */
export async function* expectedStream(
  { queries, rangeMs, endMs }: ExpectedRequest,
  dependencies: {
    readonly clock: Clock;
    readonly sources: { get(name: string): Pick<MetricSource, "queryRange"> };
    readonly anomaly: Pick<AnomalyService, "band">;
    readonly signal: CancelSignal;
  },
): AsyncGenerator<ExpectedItem, void> {
  const { clock, sources, anomaly, signal } = dependencies;
  const stepMs = bandStepMs(rangeMs);

  async function bandOf({ id, expr, source }: ExpectedRequest["queries"][number], toMs: number) {
    const startMs = toMs - Math.ceil((rangeMs + bandLeadMs(stepMs)) / stepMs) * stepMs;
    try {
      const { frame } = await sources.get(source).queryRange({ expr, startMs, endMs: toMs, stepMs }, signal);
      const [values] = frame.values;
      if (frame.values.length !== 1 || values === undefined) return [];
      const leastChange = leastChangeOf(inferUnit(expr));
      const fromMs = toMs - rangeMs;
      return [{ id, ...(await anomaly.band({ values, startMs, fromMs, stepMs, leastChange }, signal)) }];
    } catch (error) {
      // What failed is said where its samples are drawn.
      if (signal.aborted || !isMidwatchError(error)) throw error;
      return [];
    }
  }

  do {
    const toMs = Math.floor((endMs ?? clock.nowMs()) / stepMs) * stepMs;
    const bands: ExpectedItem["bands"][number][] = [];
    for (const query of queries) bands.push(...(await bandOf(query, toMs)));
    yield { bands };
    if (endMs === undefined) await delay(clock, Math.max(againMs, stepMs), signal);
  } while (endMs === undefined && !signal.aborted);
}
