import { metricNameLabel } from "../metrics/labels.ts";
import { formatQuery } from "../promql/formatQuery.ts";
import { createMatcher, type LabelMatcher } from "../promql/matcher.ts";
import { parseSelectorText } from "../promql/parseQuery.ts";
import type { DriftFeature } from "../workspace/drift.ts";

/** Where and when a feature is asked for. */
export interface DriftScope {
  /** The service's, as they stand between braces. */
  readonly matchers: string;
  readonly windowMs: number;
  /** How long before now the window ends; 0 for now. */
  readonly beforeMs: number;
  /** Releases are told apart by this label; null adds them up. */
  readonly versionLabel: string | null;
}

/** PromQL of what was observed of a feature, each answer by the version's label, and `buckets` (of histograms) by `le` too. */
export interface DriftQueries {
  readonly buckets: string | null;
  readonly value: string;
  readonly samples: string;
}

export function driftQueries({ kind, metric, of }: DriftFeature, scope: DriftScope): DriftQueries {
  const by = (...labels: readonly string[]) => {
    const all = [...labels, ...(scope.versionLabel === null ? [] : [scope.versionLabel])];
    return all.length === 0 ? "" : ` by (${all.join(", ")}) `;
  };
  const grown = (selector: string, suffix = "") => `increase(${asked(selector, suffix, scope)})`;
  if (kind === "histogram") {
    return {
      buckets: `sum${by("le")}(${grown(metric, "_bucket")})`,
      value: `sum${by()}(${grown(metric, "_sum")}) / sum${by()}(${grown(metric, "_count")})`,
      samples: `sum${by()}(${grown(metric, "_count")})`,
    };
  }
  if (of !== undefined) {
    const whole = `sum${by()}(${grown(of)})`;
    return { buckets: null, value: `sum${by()}(${grown(metric)}) / ${whole}`, samples: whole };
  }
  const gauge = asked(metric, "", scope);
  return {
    buckets: null,
    value: `avg${by()}(avg_over_time(${gauge}))`,
    samples: `sum${by()}(count_over_time(${gauge}))`,
  };
}

/** `name_suffix{own, service's}[window] offset before` */
function asked(selector: string, suffix: string, { matchers, windowMs, beforeMs }: DriftScope): string {
  const named = parseSelectorText(selector).map((matcher) =>
    isName(matcher) ? createMatcher(metricNameLabel, "=", matcher.value + suffix) : matcher,
  );
  const all = [...named, ...parseSelectorText(`{${matchers}}`)];
  return formatQuery({
    kind: "range",
    selector: { kind: "selector", matchers: all, offsetMs: beforeMs, at: null, span: nowhere },
    rangeMs: windowMs,
    span: nowhere,
  });
}

/** The metric that a selector names; null for one that names none, or several. */
export function metricOf(selector: string): string | null {
  return parseSelectorText(selector).find(isName)?.value ?? null;
}

function isName({ name, operator }: LabelMatcher): boolean {
  return name === metricNameLabel && operator === "=";
}

const nowhere = { start: 0, end: 0 };
