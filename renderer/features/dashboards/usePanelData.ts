import { useMemo } from "react";
import type { PlacedPanel } from "../../../shared/domain/dashboards/layout.ts";
import { type PanelQuery, panelQueries } from "../../../shared/domain/dashboards/panelQueries.ts";
import { durationMs } from "../../../shared/domain/dashboards/variables.ts";
import type { PanelGroup, PanelRequest } from "../../charts/PanelGroup.ts";
import { panelStepMs } from "../../charts/step.ts";
import { usePanelGroup } from "../../charts/usePanelGroup.ts";
import { hostNowMs } from "../../state/now.ts";
import { useDashboardContext } from "./context.ts";

/** Samples of a dashboard are asked for no oftener. */
const leastStepMs = 5000;
const leastRangeMs = 10_000;
const longestExpr = 10_000;

export interface PanelData {
  readonly queries: readonly PanelQuery[];
  /** Answers over the range of the panel. */
  readonly range: PanelGroup;
  /** Answers of queries that are asked at one time: their newest step counts. */
  readonly instant: PanelGroup;
  readonly rangeMs: number;
  /** Why nothing can be asked. */
  readonly problem: string | null;
}

/** What a panel asks, live while it is in view. Width null: not seen yet, nothing is asked. */
export function usePanelData({ panel, values }: PlacedPanel, width: number | null, visible: boolean): PanelData {
  const { title, range, sourceOf } = useDashboardContext();
  const rangeMs = (panel.timeFrom === null ? null : durationMs(panel.timeFrom)) ?? range.rangeMs;
  const baseStepMs =
    width === null ? null : panelStepMs(rangeMs, Math.min(width, panel.maxDataPoints ?? width), leastStepMs);
  const endMs = range.endMs;
  const asked = useMemo(() => {
    // Built-in times stand for the moment the question is made: a question that moved by itself would never be kept.
    const toMs = endMs ?? Math.floor(hostNowMs() / rangeMs) * rangeMs;
    const context = { values, title, fromMs: toMs - rangeMs, toMs, stepMs: baseStepMs ?? leastStepMs, sourceOf };
    return panelQueries(panel, context);
  }, [panel, values, title, rangeMs, endMs, baseStepMs, sourceOf]);

  const problem = asked.queries.some(({ expr }) => expr.length > longestExpr)
    ? `A query is longer than ${longestExpr} characters with these values: choose fewer`
    : null;
  const canAsk = visible && baseStepMs !== null && problem === null;
  const request = (mode: "range" | "instant", stepMs: number, spanMs: number): PanelRequest | null => {
    const queries = asked.queries.filter(({ target }) => (panel.kind === "chart" ? "range" : target.mode) === mode);
    if (!canAsk || queries.length === 0) return null;
    return {
      queries: queries.map(({ id, expr, source }) => ({ id, expr, source })),
      rangeMs: spanMs,
      stepMs,
      live: range.live,
      ...(endMs === undefined ? {} : { endMs }),
    };
  };
  const rangeGroup = usePanelGroup(request("range", asked.stepMs, Math.max(leastRangeMs, rangeMs)));
  const instantStepMs = Math.max(leastStepMs, asked.stepMs);
  const instantGroup = usePanelGroup(request("instant", instantStepMs, Math.max(leastRangeMs, instantStepMs)));
  return { queries: asked.queries, range: rangeGroup, instant: instantGroup, rangeMs, problem };
}
