import { z } from "zod";

/** How grave a colour is: what Midwatch keeps of the colours of a threshold or a mapping. */
const tone = z.enum(["neutral", "ok", "warning", "critical"]);
export type Tone = z.infer<typeof tone>;

/** Steps by value, ascending; the first has no lower end. `percentage` steps are 0 to 100 between min and max. */
const thresholds = z.object({
  mode: z.enum(["absolute", "percentage"]),
  steps: z.array(z.object({ value: z.number().nullable(), tone })),
});
export type Thresholds = Readonly<z.infer<typeof thresholds>>;

const mapping = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("value"), value: z.string(), text: z.string(), tone: tone.nullable() }),
  z.object({
    kind: z.literal("range"),
    from: z.number().nullable(),
    to: z.number().nullable(),
    text: z.string(),
    tone: tone.nullable(),
  }),
  z.object({ kind: z.literal("regex"), pattern: z.string(), text: z.string(), tone: tone.nullable() }),
  z.object({
    kind: z.literal("special"),
    match: z.enum(["null", "nan", "null+nan", "true", "false", "empty"]),
    text: z.string(),
    tone: tone.nullable(),
  }),
]);
export type Mapping = Readonly<z.infer<typeof mapping>>;

/** What a panel says about its fields, or an override about some of them; absent keys say nothing. */
const fieldSettings = z.object({
  /** Grafana's id of a unit; an unknown one is a suffix. */
  unit: z.string().optional(),
  decimals: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  displayName: z.string().optional(),
  noValue: z.string().optional(),
  thresholds: thresholds.optional(),
  mappings: z.array(mapping).optional(),
  draw: z.enum(["line", "bars", "points"]).optional(),
  /** Opacity of the area under a line, 0 to 1. */
  fill: z.number().optional(),
  stack: z.enum(["none", "normal", "percent"]).optional(),
  negative: z.boolean().optional(),
  hidden: z.boolean().optional(),
  cell: z.enum(["text", "tone", "gauge"]).optional(),
  /** Thresholds are drawn as lines on a chart. */
  thresholdLines: z.boolean().optional(),
});
export type FieldSettings = Readonly<z.infer<typeof fieldSettings>>;

const matcher = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("names"), names: z.array(z.string()) }),
  z.object({ kind: z.literal("pattern"), pattern: z.string() }),
  z.object({ kind: z.literal("query"), refId: z.string() }),
  z.object({ kind: z.literal("type"), type: z.enum(["number", "string", "time"]) }),
]);
export type FieldMatcher = Readonly<z.infer<typeof matcher>>;

const override = z.object({ matcher, settings: fieldSettings });
export type FieldOverride = Readonly<z.infer<typeof override>>;

/** Whom a query asks: settled when the dashboard is shown. */
const sourceRef = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("default") }),
  z.object({ kind: z.literal("variable"), name: z.string() }),
  /** A data source by its name or id in Grafana. */
  z.object({ kind: z.literal("named"), name: z.string() }),
]);
export type SourceRef = Readonly<z.infer<typeof sourceRef>>;

const target = z.object({
  refId: z.string(),
  expr: z.string(),
  /** Null: named after the series; `__auto`: after the label that differs. */
  legend: z.string().nullable(),
  mode: z.enum(["range", "instant"]),
  format: z.enum(["series", "table", "heatmap"]),
  hidden: z.boolean(),
  /** A duration, possibly of variables: never a finer step than this. */
  minStep: z.string().nullable(),
  source: sourceRef,
});
export type Target = Readonly<z.infer<typeof target>>;

const aggregation = z.object({ field: z.string(), group: z.boolean(), calcs: z.array(z.string()) });
const transformation = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("organize"),
    exclude: z.array(z.string()),
    /** Null keeps all that is not excluded. */
    include: z.array(z.string()).nullable(),
    order: z.array(z.string()),
    rename: z.array(z.object({ from: z.string(), to: z.string() })),
  }),
  z.object({ kind: z.literal("merge") }),
  z.object({ kind: z.literal("transpose") }),
  z.object({ kind: z.literal("joinByField"), field: z.string().nullable(), inner: z.boolean() }),
  z.object({ kind: z.literal("labelsToFields"), keep: z.array(z.string()).nullable(), asRows: z.boolean() }),
  z.object({ kind: z.literal("seriesToRows") }),
  z.object({ kind: z.literal("reduce"), calcs: z.array(z.string()), labels: z.boolean(), keepFields: z.boolean() }),
  z.object({ kind: z.literal("groupBy"), fields: z.array(aggregation) }),
  z.object({ kind: z.literal("sortBy"), field: z.string(), descending: z.boolean() }),
  z.object({ kind: z.literal("limit"), count: z.number() }),
  z.object({
    kind: z.literal("binary"),
    alias: z.string(),
    left: z.string(),
    operator: z.string(),
    right: z.string(),
    replace: z.boolean(),
  }),
  z.object({
    kind: z.literal("reduceRow"),
    alias: z.string(),
    calc: z.string(),
    include: z.array(z.string()),
    replace: z.boolean(),
  }),
  z.object({
    kind: z.literal("filterFields"),
    names: z.array(z.string()),
    pattern: z.string().nullable(),
    keep: z.boolean(),
  }),
  z.object({ kind: z.literal("filterQueries"), pattern: z.string(), keep: z.boolean() }),
  z.object({ kind: z.literal("renameByRegex"), pattern: z.string(), to: z.string() }),
]);
export type Transformation = Readonly<z.infer<typeof transformation>>;

const panelKinds = ["chart", "stat", "gauge", "bars", "heatmap", "table", "text", "blank"] as const;

/** 24 columns; a height unit is 30 px and its gap 8 px. */
export const gridPlace = z.object({
  x: z.number().int(),
  y: z.number().int(),
  w: z.number().int(),
  h: z.number().int(),
});
export type GridPlace = Readonly<z.infer<typeof gridPlace>>;

const repeat = z.object({
  variable: z.string(),
  direction: z.enum(["across", "down"]),
  perRow: z.number().int(),
});

const dashboardPanel = z.object({
  /** Unique in its dashboard and stable while the document's structure is the same. */
  id: z.string(),
  title: z.string(),
  description: z.string(),
  /** `blank`: nothing can be shown for it; the notes say why. */
  kind: z.enum(panelKinds),
  /** The panel type of the document. */
  type: z.string(),
  grid: gridPlace,
  repeat: repeat.nullable(),
  targets: z.array(target),
  defaults: fieldSettings,
  overrides: z.array(override),
  transformations: z.array(transformation),
  /** How a series becomes one figure. */
  calc: z.string(),
  /** Every value of an answer is shown, not one a series. */
  allValues: z.boolean(),
  legend: z.object({ shown: z.boolean(), table: z.boolean(), calcs: z.array(z.string()) }),
  sparkline: z.boolean(),
  statText: z.enum(["auto", "value", "name", "both"]),
  showHeader: z.boolean(),
  sortBy: z.object({ field: z.string(), descending: z.boolean() }).nullable(),
  text: z.string(),
  minStep: z.string().nullable(),
  maxDataPoints: z.number().nullable(),
  /** The panel's own range, such as `1h`; null follows the screen. */
  timeFrom: z.string().nullable(),
  /** What can be edited: a title, the grid place, and the query of each target. */
  editable: z.object({ title: z.boolean(), grid: z.boolean(), targets: z.array(z.boolean()) }),
});
export type DashboardPanel = Readonly<z.infer<typeof dashboardPanel>>;

const dashboardRow = z.object({
  id: z.string(),
  /** Empty for the panels before the first row. */
  title: z.string(),
  collapsed: z.boolean(),
  repeat: z.string().nullable(),
  panels: z.array(dashboardPanel),
});
export type DashboardRow = Readonly<z.infer<typeof dashboardRow>>;

const choice = z.object({ text: z.string(), value: z.string() });
export type Choice = Readonly<z.infer<typeof choice>>;

/** A variable with its choices and what is chosen. */
export const evaluatedVariable = z.object({
  name: z.string(),
  choices: z.array(choice),
  /** Values; of a variable that holds all, every value it stands for. */
  chosen: z.array(choice),
  isAll: z.boolean(),
  /** Why its choices are not known. */
  problem: z.string().nullable(),
});
export type EvaluatedVariable = Readonly<z.infer<typeof evaluatedVariable>>;

const variableQuery = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("labelValues"), selector: z.string().nullable(), label: z.string() }),
  z.object({ kind: z.literal("labelNames"), pattern: z.string() }),
  z.object({ kind: z.literal("metrics"), pattern: z.string() }),
  z.object({ kind: z.literal("queryResult"), expr: z.string() }),
  z.object({ kind: z.literal("series"), selector: z.string() }),
]);
export type VariableQuery = Readonly<z.infer<typeof variableQuery>>;

const variable = z.object({
  name: z.string(),
  label: z.string(),
  hide: z.enum(["no", "label", "all"]),
  kind: z.enum(["query", "custom", "interval", "datasource", "constant", "textbox", "adhoc", "switch", "unknown"]),
  multi: z.boolean(),
  includeAll: z.boolean(),
  allValue: z.string().nullable(),
  regex: z.string(),
  sort: z.enum(["none", "alpha", "numeric", "alphaNoCase", "natural"]),
  descending: z.boolean(),
  query: variableQuery.nullable(),
  source: sourceRef,
  /** Known without asking anybody. */
  choices: z.array(choice),
  /** What the document has chosen; `$__all` stands for all. */
  current: z.array(choice),
  /** Of an interval variable with `auto`: into how many steps the range is cut, and the least step. */
  auto: z.object({ count: z.number(), min: z.string() }).nullable(),
});
export type Variable = Readonly<z.infer<typeof variable>>;

export const dashboard = z.object({
  title: z.string(),
  uid: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  /** The range it was made for, such as `now-6h`; null when it says none. */
  timeFrom: z.string().nullable(),
  variables: z.array(variable),
  rows: z.array(dashboardRow),
  /** What the document calls its data sources, with the name for people. */
  sources: z.array(z.object({ name: z.string(), label: z.string() })),
});
export type Dashboard = Readonly<z.infer<typeof dashboard>>;
