import { z } from "zod";
import { createMatcher } from "../../promql/matcher.ts";
import type { WorkspaceProblem } from "../../workspace/model.ts";
import { inOrder, readYaml } from "../../yaml/readYaml.ts";
import { parseMatchers } from "../parseMatcher.ts";
import type { SilenceMatcher } from "../silence.ts";
import {
  type AlertmanagerConfig,
  alertmanagerFile,
  type InhibitRule,
  type RawAlertmanagerFile,
  type RawInhibitRule,
  type RawRoute,
  type Receiver,
  type Route,
} from "./alertmanagerFile.ts";

export interface ParsedAlertmanagerFile {
  /** Null when there is any problem. */
  readonly config: AlertmanagerConfig | null;
  readonly problems: readonly WorkspaceProblem[];
}

type Path = readonly PropertyKey[];

interface Reading {
  readonly problems: WorkspaceProblem[];
  readonly receivers: ReadonlySet<string>;
  readonly intervals: ReadonlySet<string>;
  at(path: Path, message: string): WorkspaceProblem;
}

/** What Alertmanager does where no route says otherwise. */
const atTop: Omit<Route, "line" | "routes"> = {
  receiver: "",
  matchers: [],
  continues: false,
  groupBy: [],
  groupWaitMs: 30_000,
  groupIntervalMs: 5 * 60_000,
  repeatIntervalMs: 4 * 3_600_000,
  muteIn: [],
  activeIn: [],
};

/**
 * Reads an Alertmanager configuration, or a Secret that holds one as `stringData`, with the checks of `amtool check-config`
 * of who gets what: what that refuses is a problem here, with its place. `unknownKeys` is as for `alertmanagerFile`.
 */
export function parseAlertmanagerFile(
  text: string,
  file: string,
  { unknownKeys = "refused" }: { readonly unknownKeys?: "refused" | "ignored" } = {},
): ParsedAlertmanagerFile {
  const inner = /^kind:\s*["']?Secret["']?\s*$/m.test(text) ? contentOfSecret(text, file) : { text, firstLine: 1 };
  if ("problems" in inner) return { config: null, problems: inner.problems };
  const yaml = readYaml(inner.text, alertmanagerFile(unknownKeys), {
    file,
    firstLine: inner.firstLine,
    scalars: "text",
  });
  if (yaml.kind === "invalid") return { config: null, problems: yaml.problems };
  const raw = yaml.value;
  const intervals = intervalsOf(raw);
  const reading: Reading = {
    problems: [],
    receivers: new Set((raw.receivers ?? []).map(({ name }) => name)),
    intervals: new Set(intervals.map(({ name }) => name)),
    at: yaml.problemAt,
  };
  const receivers = (raw.receivers ?? []).map((one, i) =>
    receiverOf(one, i, raw.receivers ?? [], unknownKeys, reading),
  );
  const route = routeOf(raw.route, atTop, ["route"], reading);
  const inhibitRules = (raw.inhibit_rules ?? []).map((rule, i) => inhibitRuleOf(rule, ["inhibit_rules", i], reading));
  for (const [i, { name, path }] of intervals.entries()) {
    if (intervals.slice(0, i).some((other) => other.name === name))
      reading.problems.push(yaml.problemAt(path, `There is a time interval ${name} already`));
  }
  if (reading.problems.length > 0) return { config: null, problems: inOrder(reading.problems) };
  const timeIntervals = new Map(intervals.map(({ name, spans }) => [name, spans]));
  return { config: { route, receivers, inhibitRules, timeIntervals }, problems: [] };
}

const secret = z.looseObject({ stringData: z.record(z.string(), z.string()) });
const secretKeys = ["alertmanager.yaml", "alertmanager.yml"];

function contentOfSecret(
  text: string,
  file: string,
): { readonly text: string; readonly firstLine: number } | { readonly problems: readonly WorkspaceProblem[] } {
  const yaml = readYaml(text, secret, { file, scalars: "text" });
  if (yaml.kind === "invalid") return { problems: yaml.problems };
  const key = secretKeys.find((one) => yaml.value.stringData[one] !== undefined);
  if (key === undefined) {
    const message = `The Secret has no ${secretKeys[0]} among its stringData`;
    return { problems: [yaml.problemAt(["stringData"], message)] };
  }
  // A block begins in the line below its key.
  const { line } = yaml.problemAt(["stringData", key], "");
  return { text: yaml.value.stringData[key] ?? "", firstLine: line + 1 };
}

function intervalsOf(raw: RawAlertmanagerFile) {
  return (["mute_time_intervals", "time_intervals"] as const).flatMap((key) =>
    (raw[key] ?? []).map((one, i) => ({ name: one.name, spans: one.time_intervals ?? [], path: [key, i] as Path })),
  );
}

function receiverOf(
  raw: { readonly name: string },
  index: number,
  all: readonly { readonly name: string }[],
  unknownKeys: "refused" | "ignored",
  { problems, at }: Reading,
): Receiver {
  const { name, ...rest } = raw;
  if (all.slice(0, index).some((other) => other.name === name))
    problems.push(at(["receivers", index, "name"], `There is a receiver ${name} already`));
  const integrations: string[] = [];
  for (const [key, told] of Object.entries(rest)) {
    const kind = /^(\w+)_configs$/.exec(key)?.[1];
    if (kind !== undefined) integrations.push(...(Array.isArray(told) ? told : []).map(() => kind));
    else if (unknownKeys === "refused")
      problems.push(at(["receivers", index, key], `Unknown key ${key} in receivers[${index + 1}]`));
  }
  return { name, integrations };
}

function routeOf(raw: RawRoute, parent: Omit<Route, "line" | "routes">, path: Path, reading: Reading): Route {
  const { problems, receivers, intervals, at } = reading;
  const wrong = (key: string, message: string) => problems.push(at([...path, key], message));
  const isRoot = path.length === 1;
  const matchers = matchersFrom(raw.match, raw.match_re, raw.matchers, path, "", reading);
  if (isRoot) {
    if (!raw.receiver)
      problems.push(at(path, "The first route must name a receiver: it gets what no other route takes"));
    for (const key of ["match", "match_re", "matchers"] as const) {
      if (Object.keys(raw[key] ?? {}).length > 0) wrong(key, "The first route takes every alert: it has no matchers");
    }
    for (const key of ["mute_time_intervals", "active_time_intervals"] as const) {
      if ((raw[key] ?? []).length > 0) wrong(key, "The first route always holds: it has no time intervals");
    }
  }
  if (raw.receiver && !receivers.has(raw.receiver)) wrong("receiver", `There is no receiver ${raw.receiver}`);
  for (const key of ["mute_time_intervals", "active_time_intervals"] as const) {
    for (const name of raw[key] ?? []) {
      if (!intervals.has(name)) wrong(key, `There is no time interval ${name}`);
    }
  }
  const own: Omit<Route, "line" | "routes"> = {
    receiver: raw.receiver || parent.receiver,
    matchers,
    continues: raw.continue ?? false,
    groupBy: groupByOf(raw.group_by ?? [], wrong) ?? parent.groupBy,
    groupWaitMs: raw.group_wait ?? parent.groupWaitMs,
    groupIntervalMs: raw.group_interval ?? parent.groupIntervalMs,
    repeatIntervalMs: raw.repeat_interval ?? parent.repeatIntervalMs,
    // Not inherited.
    muteIn: raw.mute_time_intervals ?? [],
    activeIn: raw.active_time_intervals ?? [],
  };
  return {
    ...own,
    line: at(path, "").line,
    routes: (raw.routes ?? []).map((child, i) => routeOf(child, own, [...path, "routes", i], reading)),
  };
}

/** Null for an empty list, which says nothing. */
function groupByOf(names: readonly string[], wrong: (key: string, message: string) => void): Route["groupBy"] | null {
  if (names.length === 0) return null;
  if (names.includes("...")) {
    if (names.length > 1) wrong("group_by", "... groups by all labels: no other label goes with it");
    return "all";
  }
  for (const [i, name] of names.entries()) {
    if (name === "") wrong("group_by", "An empty text is not the name of a label");
    else if (names.indexOf(name) < i) wrong("group_by", `The label ${name} is there twice`);
  }
  return names;
}

function inhibitRuleOf(raw: RawInhibitRule, path: Path, reading: Reading): InhibitRule {
  return {
    line: reading.at(path, "").line,
    source: matchersFrom(raw.source_match, raw.source_match_re, raw.source_matchers, path, "source_", reading),
    target: matchersFrom(raw.target_match, raw.target_match_re, raw.target_matchers, path, "target_", reading),
    equal: raw.equal ?? [],
  };
}

/** Those of the old keys and of the new one are one list: all must hold. */
function matchersFrom(
  match: Readonly<Record<string, string>> | undefined,
  matchRe: Readonly<Record<string, string>> | undefined,
  texts: readonly string[] | undefined,
  path: Path,
  prefix: "" | "source_" | "target_",
  { problems, at }: Reading,
): readonly SilenceMatcher[] {
  const found: SilenceMatcher[] = [];
  const take = (matcher: SilenceMatcher, where: Path) => {
    try {
      createMatcher(matcher.name, matcher.operator, matcher.value);
      found.push(matcher);
    } catch {
      problems.push(at(where, `${matcher.value} is not a regular expression`));
    }
  };
  for (const [key, pairs, operator] of [
    ["match", match, "="],
    ["match_re", matchRe, "=~"],
  ] as const) {
    for (const [name, value] of Object.entries(pairs ?? {})) {
      const where = [...path, `${prefix}${key}`, name];
      if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) take({ name, operator, value }, where);
      else problems.push(at(where, `${name} is not a name for a label`));
    }
  }
  for (const [i, text] of (texts ?? []).entries()) {
    const where = [...path, `${prefix}matchers`, i];
    const parsed = parseMatchers(text);
    if (!parsed) problems.push(at(where, `${text} is not a matcher such as severity="critical"`));
    for (const matcher of parsed ?? []) take(matcher, where);
  }
  return found;
}
