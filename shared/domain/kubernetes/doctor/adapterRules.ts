import { RE2JS } from "re2js";
import { z } from "zod";
import { readYaml } from "../../yaml/readYaml.ts";

const rule = z.object({
  seriesQuery: z.string(),
  seriesFilters: z.array(z.object({ is: z.string().optional(), isNot: z.string().optional() })).nullish(),
  name: z.object({ matches: z.string().optional(), as: z.string().optional() }).nullish(),
  resources: z
    .object({
      template: z.string().optional(),
      overrides: z.record(z.string(), z.object({ resource: z.string() })).nullish(),
    })
    .nullish(),
  metricsQuery: z.string().default(""),
});
export type AdapterRule = Readonly<z.output<typeof rule>>;

const rules = z.array(rule).nullish();
const config = z.object({ rules, externalRules: rules });

/** The rules of a Prometheus Adapter, or its first fault with line and column. */
export function readAdapterConfig(
  text: string,
):
  | { readonly rules: readonly AdapterRule[]; readonly externalRules: readonly AdapterRule[] }
  | { readonly problem: string } {
  const read = readYaml(text, config, { file: "config.yaml" });
  if (read.kind === "invalid") {
    const [first] = read.problems;
    return { problem: `line ${first?.line}, column ${first?.column}: ${first?.message}` };
  }
  return { rules: read.value.rules ?? [], externalRules: read.value.externalRules ?? [] };
}

export interface NamedSeries {
  readonly rule: AdapterRule;
  /** The series behind the metric. */
  readonly series: string;
  /** False for a rule over many names: it makes the metric if there is such a series. */
  readonly isNamed: boolean;
}

/** The rule that makes a metric of that name, one that names its series before those over many names; null where none does. */
export function ruleOfMetric(among: readonly AdapterRule[], metric: string): NamedSeries | null {
  const found = among.flatMap((one): readonly NamedSeries[] => {
    const own = /^([a-zA-Z_:][\w:]*)/.exec(one.seriesQuery)?.[1] ?? null;
    const series = own === null ? seriesOfPattern(one, metric) : nameOf(one, own) === metric ? own : null;
    return series !== null && passes(one, series) ? [{ rule: one, series, isNamed: own !== null }] : [];
  });
  return found.find(({ isNamed }) => isNamed) ?? found[0] ?? null;
}

/** The query that the adapter sends, with its placeholders filled in; null for a rule without one. */
export function adapterQuery(
  { rule: { metricsQuery, resources }, series }: NamedSeries,
  namespace: string,
  resource: string,
) {
  if (metricsQuery === "") return null;
  const labelOf = (wanted: string) => {
    const own = Object.entries(resources?.overrides ?? {}).find(([, { resource: of }]) => of === wanted)?.[0];
    return own ?? resources?.template?.replace("<<.Group>>", "").replace("<<.Resource>>", wanted) ?? wanted;
  };
  const matchers = `${labelOf("namespace")}=${JSON.stringify(namespace)}`;
  return metricsQuery
    .replaceAll(/<<\s*\.Series\s*>>/g, series)
    .replaceAll(/<<\s*\.LabelMatchers\s*>>/g, matchers)
    .replaceAll(/<<\s*\.GroupBy\s*>>/g, labelOf(resource));
}

/** What the rule calls a series: `$0` without a pattern, the one group of a pattern that has one. */
function nameOf({ name }: AdapterRule, series: string): string | null {
  const matches = name?.matches ?? "";
  if (matches === "") return name?.as?.replaceAll(/\$\{?0\}?/g, series) || series;
  const matcher = compiled(matches)?.matcher(series);
  if (!matcher?.find()) return null;
  const groups = matcher.groupCount();
  const as = name?.as || (groups === 1 ? "$1" : "$0");
  return as.replaceAll(/\$\{?(\d)\}?/g, (_, index) =>
    Number(index) <= groups ? (matcher.group(Number(index)) ?? "") : "",
  );
}

/** A rule over many names: what its pattern makes the metric of, as `^container_(.*)_total$` of `container_cpu_total`. */
function seriesOfPattern(one: AdapterRule, metric: string): string | null {
  const pattern = /__name__\s*=~\s*(["'])(.*?)\1/.exec(one.seriesQuery)?.[2];
  const turned = (one.name?.matches ?? "(.*)").replace(/^\^|\$$/g, "").replace(/\(\.[*+]\)/, metric);
  const isNamed = (series: string) => pattern === undefined || (compiled(`^(?:${pattern})$`)?.matches(series) ?? false);
  return [turned, metric].find((series) => isNamed(series) && nameOf(one, series) === metric) ?? null;
}

function passes({ seriesFilters }: AdapterRule, series: string): boolean {
  const finds = (pattern: string) => compiled(pattern)?.matcher(series).find() ?? false;
  return (seriesFilters ?? []).every(
    ({ is, isNot }) => (is === undefined || finds(is)) && (isNot === undefined || !finds(isNot)),
  );
}

function compiled(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return null;
  }
}
