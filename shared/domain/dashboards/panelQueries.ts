import { lookupOf, type TimeScope, type Values } from "./builtins.ts";
import { interpolate } from "./interpolate.ts";
import type { DashboardPanel, SourceRef, Target } from "./model.ts";
import { durationMs } from "./variables.ts";

/** A query of a panel as it is asked. */
export interface PanelQuery {
  /** Unique within the panel. */
  readonly id: string;
  readonly target: Target;
  readonly expr: string;
  readonly source: string;
  /** With the values filled in; labels in double braces are left to the series. */
  readonly legend: string | null;
}

export interface QueryContext {
  readonly values: Values;
  readonly title: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** By the width of the panel. */
  readonly stepMs: number;
  readonly sourceOf: (ref: SourceRef, values: Values) => string;
}

/** Prometheus' own, unless a panel says otherwise. */
const defaultScrapeMs = 15_000;

/** What a panel asks, all at one step: the panel's, or the coarsest that one of its queries wants. */
export function panelQueries(
  panel: DashboardPanel,
  context: QueryContext,
): { readonly stepMs: number; readonly queries: readonly PanelQuery[] } {
  const shown = panel.targets.filter(({ hidden }) => !hidden);
  const leastMs = (text: string | null): number => {
    if (text === null) return 0;
    const lookup = lookupOf(context.values, timeOf(context, context.stepMs, defaultScrapeMs));
    return durationMs(interpolate(text, lookup, "text").replace(/^[>=<\s]+/, "")) ?? 0;
  };
  const least = Math.max(leastMs(panel.minStep), ...shown.map(({ minStep }) => leastMs(minStep)));
  const stepMs = Math.max(500, context.stepMs, least);
  return {
    stepMs,
    queries: shown.map((target) => {
      const minMs = leastMs(target.minStep) || leastMs(panel.minStep) || defaultScrapeMs;
      const lookup = lookupOf(context.values, timeOf(context, stepMs, minMs), context.title);
      return {
        id: target.refId,
        target,
        expr: interpolate(target.expr, lookup, "promql"),
        source: context.sourceOf(target.source, context.values),
        legend: target.legend === null ? null : interpolate(target.legend, lookup, "text"),
      };
    }),
  };
}

function timeOf({ fromMs, toMs }: QueryContext, stepMs: number, scrapeIntervalMs: number): TimeScope {
  return { fromMs, toMs, stepMs, scrapeIntervalMs };
}
