import { useEffect, useState } from "react";
import { frames } from "../../charts/frameScheduler.ts";
import { joinViews } from "../../charts/joinViews.ts";
import { bufferOf, isFaultOfQuery, type PanelGroup, type PanelState } from "../../charts/PanelGroup.ts";
import type { ColumnView } from "../../charts/SeriesBuffer.ts";
import { type ExploreSeries, exploreSeries } from "./exploreSeries.ts";

export interface Answers {
  /** The columns of all queries that are shown. */
  readonly view: ColumnView;
  readonly series: readonly ExploreSeries[];
  readonly states: ReadonlyMap<string, PanelState>;
  /** What the first query's answer was asked with; null where it has none. */
  readonly firstExpr: string | null;
  /** When what is shown was answered, where a query is wrong now and its earlier answer stays; else null. */
  readonly earlierMs: number | null;
  /** The right edge; null before the first answer. */
  readonly toMs: number | null;
  /** From asking to the first answer; null before it. */
  readonly tookMs: number | null;
}

const none: Answers = {
  view: { timesMs: new Float64Array(0), values: [] },
  series: [],
  states: new Map(),
  firstExpr: null,
  earlierMs: null,
  toMs: null,
  tookMs: null,
};

/** What the queries answer, read again after each item, at most once a frame. `shown` are the queries that are drawn. */
export function useAnswers(group: PanelGroup, asked: readonly string[], shown: readonly string[]): Answers {
  const [answers, setAnswers] = useState(none);
  const key = JSON.stringify([asked, shown]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for both lists
  useEffect(() => {
    const read = () => setAnswers(readAnswers(group, asked, shown));
    let frame = frames.request(read);
    const subscription = group.onUpdate(() => {
      frame = frames.request(read);
    });
    return () => {
      frame.dispose();
      subscription.dispose();
    };
  }, [group, key]);
  return answers;
}

function readAnswers(group: PanelGroup, asked: readonly string[], shown: readonly string[]): Answers {
  const states = new Map<string, PanelState>();
  for (const id of asked) {
    const state = group.state(id);
    if (state) states.set(id, state);
  }
  const buffers = shown.flatMap((queryId) => {
    const buffer = bufferOf(states.get(queryId));
    return buffer ? [{ queryId, buffer }] : [];
  });
  const view = joinViews(buffers.map(({ buffer }) => buffer.view()));
  const answered = buffers.map(({ queryId, buffer }) => ({ queryId, series: buffer.series }));
  return {
    view,
    series: exploreSeries(answered, view),
    states,
    firstExpr: group.answeredExpr(asked[0] ?? ""),
    earlierMs: shown.map((id) => earlierMs(states.get(id))).find((atMs) => atMs !== null) ?? null,
    toMs: group.newestMs,
    tookMs: group.tookMs,
  };
}

function earlierMs(state: PanelState | undefined): number | null {
  if (state?.kind !== "error" || !isFaultOfQuery(state.code)) return null;
  return state.buffer?.view().timesMs.at(-1) ?? null;
}
