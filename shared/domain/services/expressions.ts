/** What a service's queries are made of. */
export interface Scope {
  /** The matchers of the service, as they stand between the braces. */
  readonly matchers: string;
  /** Metrics that the service tells. */
  readonly names: ReadonlySet<string>;
  /** Labels that its main metrics have. */
  readonly labels: ReadonlySet<string>;
  /** How far rates look back: `1m`. */
  readonly window: string;
  /** Answers are told apart by this label; null adds everything up. */
  readonly by: string | null;
  /** Asks about the past: `1d`. */
  readonly offset?: string;
}

const plainName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** `name{matchers, where}` */
export function select({ matchers, offset }: Scope, name: string, where = "", range = ""): string {
  const own = plainName.test(name) ? [] : [JSON.stringify(name)];
  const inside = [...own, matchers, where].filter((part) => part !== "").join(", ");
  return `${own.length > 0 ? "" : name}{${inside}}${range}${offset ? ` offset ${offset}` : ""}`;
}

/**
 * Of several names of one thing, those that are told, the preferred first. A target that tells two of them counts once, so
 * that replicas of two releases can be asked together. Null when none is told.
 */
function anyOf(scope: Scope, names: readonly string[], make: (name: string) => string, suffix = ""): string | null {
  const told = names.filter((name) => scope.names.has(name + suffix));
  return told.length === 0 ? null : told.map((name) => make(name + suffix)).join(" or ");
}

function grouped(operator: string, { by }: Scope, expr: string | null, more: readonly string[] = []): string | null {
  const labels = [...more, ...(by === null ? [] : [by])];
  return expr === null ? null : `${operator}${labels.length > 0 ? ` by (${labels.join(", ")}) ` : ""}(${expr})`;
}

export interface Asked {
  /** Further matchers: `status=~"5.."`. */
  readonly where?: string;
  /** Labels to tell answers apart by, beside the scope's own. */
  readonly per?: readonly string[];
}

/** Counters, a second. */
export function rateOf(scope: Scope, counters: readonly string[], { where, per }: Asked = {}): string | null {
  const rate = (name: string) => `rate(${select(scope, name, where, `[${scope.window}]`)})`;
  return grouped("sum", scope, anyOf(scope, counters, rate), per);
}

/** Gauges, added up, averaged or the largest of them. */
export function gaugeOf(
  scope: Scope,
  gauges: readonly string[],
  operator: "sum" | "avg" | "max" = "sum",
  { where, per }: Asked = {},
): string | null {
  return grouped(
    operator,
    scope,
    anyOf(scope, gauges, (name) => select(scope, name, where)),
    per,
  );
}

/** Gauges over the whole window, each of its own time in it: what was told before it ended counts. */
export function meanOf(scope: Scope, gauges: readonly string[]): string | null {
  const mean = (name: string) => `avg_over_time(${select(scope, name, "", `[${scope.window}]`)})`;
  return grouped("avg", scope, anyOf(scope, gauges, mean));
}

/** 1 where any of these is told at all. */
export function presenceOf(scope: Scope, names: readonly string[]): string | null {
  return grouped(
    "group",
    scope,
    anyOf(scope, names, (name) => select(scope, name)),
  );
}

/** A quantile of histograms, by the name of their family. */
export function quantileOf(
  scope: Scope,
  quantile: number,
  families: readonly string[],
  { where, per = [] }: Asked = {},
): string | null {
  const rate = (name: string) => `rate(${select(scope, name, where, `[${scope.window}]`)})`;
  const buckets = grouped("sum", scope, anyOf(scope, families, rate, "_bucket"), ["le", ...per]);
  return buckets === null ? null : `histogram_quantile(${quantile}, ${buckets})`;
}

/** What was observed, a second: the sum of histograms or summaries. */
export function observedRate(scope: Scope, families: readonly string[], asked: Asked = {}): string | null {
  return rateOf(
    scope,
    families.map((name) => `${name}_sum`),
    asked,
  );
}

/** Observations a second. */
export function observations(scope: Scope, families: readonly string[], asked: Asked = {}): string | null {
  return rateOf(
    scope,
    families.map((name) => `${name}_count`),
    asked,
  );
}

export function quotient(above: string | null, below: string | null): string | null {
  return above === null || below === null ? null : `${above} / ${below}`;
}

/** Some of the whole. A part that nobody has counted yet is none of it, as long as the whole is there. */
export function shareOf(part: string | null, whole: string | null): string | null {
  return part === null || whole === null ? null : `(${part} or ${whole} * 0) / ${whole}`;
}

/** The first that there is. */
export function firstOf(...candidates: readonly (string | null)[]): string | null {
  return candidates.find((candidate) => candidate !== null) ?? null;
}
