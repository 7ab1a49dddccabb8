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
  /** What the answer of each query was asked with, where it has one. */
  readonly exprs: ReadonlyMap<string, string>;
  /** The shown queries that are wrong now and whose earlier answer stays, with when that was given. */
  readonly earlier: ReadonlyMap<string, number>;
  /** The right edge; null before the first answer. */
  readonly toMs: number | null;
  /** From asking to the first answer; null before it. */
  readonly tookMs: number | null;
}

const none: Answers = {
  view: { timesMs: new Float64Array(0), values: [] },
  series: [],
  states: new Map(),
  exprs: new Map(),
  earlier: new Map(),
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
  const exprs = new Map<string, string>();
  for (const id of asked) {
    const state = group.state(id);
    if (state) states.set(id, state);
    const expr = group.answeredExpr(id);
    if (expr !== null) exprs.set(id, expr);
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
    exprs,
    earlier: new Map(shown.flatMap((id) => earlierRun(id, states.get(id)))),
    toMs: group.newestMs,
    tookMs: group.tookMs,
  };
}

function earlierRun(id: string, state: PanelState | undefined): readonly (readonly [string, number])[] {
  if (state?.kind !== "error" || !isFaultOfQuery(state.code)) return [];
  const atMs = state.buffer?.view().timesMs.at(-1);
  return atMs === undefined ? [] : [[id, atMs]];
}
