import { type CancelSignal, delay } from "../../shared/base/cancel.ts";
import type { Clock } from "../../shared/base/clock.ts";
import { errorText, isMidwatchError } from "../../shared/base/errors.ts";
import type { panelsArea } from "../../shared/contract/areas/panels.ts";
import type { Item, Params } from "../../shared/contract/define.ts";
import type { ColumnFrame, SeriesId } from "../../shared/domain/metrics/model.ts";
import type { MetricSource } from "../services/sources/types.ts";
import { instantRange } from "./instantRange.ts";

type PanelItem = Item<(typeof panelsArea)["panels.watch"]>;
type PanelRequest = Params<(typeof panelsArea)["panels.watch"]>;
type PanelResult = PanelItem["results"][number];
type PanelSource = Pick<MetricSource, "queryRange" | "queryInstant">;

/** A host's samples come up to a quarter of a second after their time: a step is asked for once they had that long, and as long to be stored. */
const settleMs = 500;

/**
 * Live ranges: a whole window first, then only the steps that are new; a range with an end is answered once. A window is sent again whenever an append could
 * not say what changed: series came, a query failed or recovered, or the consumer fell behind a whole range.
 */
export async function* panelStream(
  request: PanelRequest,
  dependencies: {
    readonly clock: Clock;
    readonly sources: { get(name: string): PanelSource };
    readonly signal: CancelSignal;
  },
): AsyncGenerator<PanelItem, void> {
  const { clock, sources, signal } = dependencies;
  const { queries, rangeMs, stepMs, instant } = request;
  const newestStepMs = () => Math.floor((clock.nowMs() - settleMs) / stepMs) * stepMs;

  const read = async (startMs: number, endMs: number): Promise<PanelResult[]> =>
    Promise.all(
      queries.map(async ({ id, expr, source }): Promise<PanelResult> => {
        try {
          const asked = sources.get(source);
          const answer = instant
            ? instantRange(await asked.queryInstant({ expr, timeMs: endMs }, signal))
            : await asked.queryRange({ expr, startMs, endMs, stepMs }, signal);
          return { kind: "frame", id, frame: answer.frame, warnings: [...answer.warnings], infos: [...answer.infos] };
        } catch (error) {
          if (signal.aborted) throw error;
          return failedResult(id, error);
        }
      }),
    );

  if (request.endMs !== undefined) {
    const endMs = Math.floor(request.endMs / stepMs) * stepMs;
    yield { kind: "reset", results: await read(endMs - rangeMs, endMs) };
    return;
  }
  let known: PanelResult[] | null = null;
  let lastMs = 0;
  while (!signal.aborted) {
    const endMs = newestStepMs();
    if (!instant && known && endMs > lastMs && endMs - lastMs < rangeMs) {
      const fresh = await read(lastMs + stepMs, endMs);
      const appended = appendable(known, fresh);
      lastMs = endMs;
      if (appended) yield { kind: "append", results: appended };
      else known = null;
    } else if (!known || endMs !== lastMs) {
      known = null;
    }
    if (!known) {
      known = await read(endMs - rangeMs, endMs);
      lastMs = endMs;
      yield { kind: "reset", results: known };
    }
    const waitMs = lastMs + stepMs + settleMs - clock.nowMs();
    if (waitMs > 0) await delay(clock, waitMs, signal);
  }
}

/** `fresh` with its series in the order of `known`, or null when it holds something `known` does not. */
function appendable(known: readonly PanelResult[], fresh: readonly PanelResult[]): PanelResult[] | null {
  const results: PanelResult[] = [];
  for (const [index, result] of fresh.entries()) {
    const before = known[index];
    if (before?.kind !== result.kind) return null;
    if (result.kind === "error") {
      if (before.kind === "error" && before.message !== result.message) return null;
      results.push(result);
      continue;
    }
    if (before.kind !== "frame") return null;
    const aligned = alignSeries(before.frame.series, result.frame);
    if (!aligned) return null;
    results.push({ ...result, frame: aligned });
  }
  return results;
}

function alignSeries(order: readonly SeriesId[], frame: ColumnFrame): ColumnFrame | null {
  const columns = new Map(frame.series.map((series, index) => [seriesKey(series), frame.values[index]]));
  const values = order.map((series) => {
    const key = seriesKey(series);
    const column = columns.get(key) ?? new Float64Array(frame.timesMs.length).fill(Number.NaN);
    columns.delete(key);
    return column;
  });
  return columns.size > 0 ? null : { timesMs: frame.timesMs, series: order, values };
}

function seriesKey({ name, labels }: SeriesId): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, pairs]);
}

function failedResult(id: string, error: unknown): PanelResult {
  if (!isMidwatchError(error)) throw error;
  const position = error.detail.position;
  return {
    kind: "error",
    id,
    code: error.code,
    message: errorText(error),
    position: isPosition(position) ? position : null,
  };
}

function isPosition(value: unknown): value is { start: number; end: number } {
  return (
    typeof value === "object" &&
    value !== null &&
    "start" in value &&
    "end" in value &&
    typeof value.start === "number" &&
    typeof value.end === "number"
  );
}
