import { z } from "zod";
import { isMidwatchError } from "../../../base/errors.ts";
import type { Labels } from "../../metrics/model.ts";
import { parseQuery } from "../../promql/parseQuery.ts";
import type { TextSpan } from "../../promql/queryError.ts";
import type { WorkspaceProblem } from "../../workspace/model.ts";
import { inOrder, readYaml } from "../../yaml/readYaml.ts";
import { checkTemplate } from "../template/expandTemplate.ts";
import { type RawGroup, type RawRule, type Rule, type RuleGroup, ruleGroups } from "./ruleFile.ts";

export interface ParsedRuleFile {
  /** Null when there is any problem. */
  readonly groups: readonly RuleGroup[] | null;
  readonly problems: readonly WorkspaceProblem[];
}

/** The Operator's resource: the file is under its `spec`. */
const prometheusRule = z.looseObject({ kind: z.literal("PrometheusRule"), spec: ruleGroups });

type ProblemAt = (path: readonly PropertyKey[], message: string, within?: number) => WorkspaceProblem;

/**
 * Reads a Prometheus rule file, or a PrometheusRule resource, with the checks of `promtool check rules`: what that refuses
 * is a problem here, with its place.
 */
export function parseRuleFile(text: string, file: string): ParsedRuleFile {
  const isResource = /^kind:\s*["']?PrometheusRule["']?\s*$/m.test(text);
  const yaml = isResource
    ? readYaml(text, prometheusRule, { file, scalars: "text" })
    : // A file without anything in it is a file without groups.
      readYaml(text.trim() === "" ? "groups: []" : text, ruleGroups, { file, scalars: "text" });
  if (yaml.kind === "invalid") return { groups: null, problems: yaml.problems };
  const { groups } = "spec" in yaml.value ? yaml.value.spec : yaml.value;
  const base = isResource ? ["spec", "groups"] : ["groups"];
  const problems = groups.flatMap((group, i) => groupProblems(group, groups.slice(0, i), [...base, i], yaml.problemAt));
  if (problems.length > 0) return { groups: null, problems: inOrder(problems) };
  return {
    groups: groups.map((group, i) => ({
      name: group.name,
      file,
      source: null,
      intervalMs: group.interval === 0 ? null : (group.interval ?? null),
      queryOffsetMs: group.query_offset ?? 0,
      limit: group.limit ?? 0,
      rules: group.rules.map((rule, j) =>
        ruleOf(rule, group.labels ?? {}, yaml.problemAt([...base, i, "rules", j], "").line),
      ),
    })),
    problems: [],
  };
}

function ruleOf(raw: RawRule, groupLabels: Labels, line: number): Rule {
  const labels = { ...groupLabels, ...raw.labels };
  const { expr } = raw;
  if (raw.record) return { kind: "record", record: raw.record, expr, labels, line };
  return {
    kind: "alert",
    alert: raw.alert ?? "",
    expr,
    labels,
    line,
    forMs: raw.for ?? 0,
    keepFiringForMs: raw.keep_firing_for ?? 0,
    annotations: raw.annotations ?? {},
  };
}

function groupProblems(
  group: RawGroup,
  before: readonly RawGroup[],
  path: readonly PropertyKey[],
  problemAt: ProblemAt,
): WorkspaceProblem[] {
  const found: WorkspaceProblem[] = [];
  if (group.name === "") found.push(problemAt(path, "The group has no name"));
  else if (before.some(({ name }) => name === group.name)) {
    found.push(problemAt([...path, "name"], `The group ${group.name} is in this file already`));
  }
  found.push(...labelProblems(group.labels, [...path, "labels"], problemAt));
  return found.concat(group.rules.flatMap((rule, i) => ruleProblems(rule, [...path, "rules", i], problemAt)));
}

function ruleProblems(rule: RawRule, path: readonly PropertyKey[], problemAt: ProblemAt): WorkspaceProblem[] {
  const found: WorkspaceProblem[] = [];
  const at = (key: string, message: string) => found.push(problemAt([...path, key], message));
  if (rule.record && rule.alert) at("alert", "A rule is either a record or an alert, this is both");
  if (!rule.record && !rule.alert) found.push(problemAt(path, "A rule needs the name of its record or of its alert"));
  if (rule.record) {
    if (rule.annotations) at("annotations", "Annotations belong to alerts, this is a record");
    if (rule.for) at("for", "for belongs to alerts, this is a record");
    if (rule.keep_firing_for) at("keep_firing_for", "keep_firing_for belongs to alerts, this is a record");
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(rule.record)) at("record", `${rule.record} is not a metric name`);
  }
  if (rule.expr === "") found.push(problemAt(path, "The rule has no expression: expr is missing or empty"));
  else {
    const problem = queryProblem(rule.expr);
    if (problem) found.push(problemAt([...path, "expr"], `expr: ${problem.message}`, problem.position.start));
  }
  found.push(...labelProblems(rule.labels, [...path, "labels"], problemAt));
  for (const name of Object.keys(rule.annotations ?? {})) {
    if (!isLabelName(name))
      found.push(problemAt([...path, "annotations", name], `${name} is not a name for an annotation`));
  }
  if (rule.alert) {
    for (const field of ["labels", "annotations"] as const) {
      for (const [name, text] of Object.entries(rule[field] ?? {})) {
        const problem = checkTemplate(text);
        if (problem !== null) found.push(problemAt([...path, field, name], `The template of ${name}: ${problem}`));
      }
    }
  }
  return found;
}

function queryProblem(expr: string): { readonly message: string; readonly position: TextSpan } | null {
  try {
    parseQuery(expr);
    return null;
  } catch (error) {
    if (!isMidwatchError(error)) throw error;
    return { message: error.message, position: error.detail.position as TextSpan };
  }
}

function labelProblems(
  labels: Labels | undefined,
  path: readonly PropertyKey[],
  problemAt: ProblemAt,
): WorkspaceProblem[] {
  return Object.keys(labels ?? {})
    .filter((name) => !isLabelName(name) || name === "__name__")
    .map((name) => problemAt([...path, name], `${name} is not a name for a label`));
}

function isLabelName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name);
}
