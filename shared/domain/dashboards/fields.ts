import { RE2JS } from "re2js";
import type { FieldMatcher, FieldOverride, FieldSettings, Mapping, Thresholds, Tone } from "./model.ts";

/** What an override may choose a field by. */
export interface FieldFacts {
  readonly name: string;
  readonly refId: string;
  readonly type: "number" | "string" | "time";
}

/** Settings of a field: the panel's, then each override that means it, in order. */
export function settingsFor(
  defaults: FieldSettings,
  overrides: readonly FieldOverride[],
  field: FieldFacts,
): FieldSettings {
  const own = overrides.filter(({ matcher }) => matches(matcher, field));
  return own.length === 0 ? defaults : Object.assign({}, defaults, ...own.map(({ settings }) => settings));
}

function matches(matcher: FieldMatcher, field: FieldFacts): boolean {
  switch (matcher.kind) {
    case "names":
      return matcher.names.includes(field.name);
    case "pattern":
      return safePattern(matcher.pattern)(field.name);
    case "query":
      return matcher.refId === field.refId;
    case "type":
      return matcher.type === field.type;
  }
}

const patterns = new Map<string, (text: string) => boolean>();
const mostPatterns = 500;

/** `/pattern/flags` or a bare pattern, found anywhere; one that is no expression matches itself alone. */
export function safePattern(pattern: string): (text: string) => boolean {
  const known = patterns.get(pattern);
  if (known) return known;
  if (patterns.size >= mostPatterns) patterns.clear();
  const made = compiled(pattern);
  patterns.set(pattern, made);
  return made;
}

function compiled(pattern: string): (text: string) => boolean {
  const [, body = pattern, flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(pattern) ?? [];
  try {
    const expression = RE2JS.compile(body, flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0);
    return (text) => expression.matcher(text).find();
  } catch {
    return (text) => text === pattern;
  }
}

export interface Shown {
  readonly text: string;
  readonly tone: Tone;
}

/** A value after the mappings, with how grave it is. `null` is a value that is not there. */
export function shownValue(
  value: number | string | null,
  settings: FieldSettings,
  format: (value: number) => string,
): Shown {
  const mapped = mappingFor(value, settings.mappings ?? []);
  const tone = mapped?.tone ?? (typeof value === "number" ? toneAt(value, settings) : "neutral");
  if (mapped && mapped.text !== "") return { text: mapped.text, tone };
  if (value === null) return { text: settings.noValue ?? "none", tone };
  return { text: typeof value === "number" ? format(value) : value, tone };
}

function mappingFor(value: number | string | null, mappings: readonly Mapping[]): Mapping | null {
  return mappings.find((mapping) => isMeant(mapping, value)) ?? null;
}

function isMeant(mapping: Mapping, value: number | string | null): boolean {
  switch (mapping.kind) {
    case "value":
      if (value === null) return false;
      return String(value) === mapping.value || (typeof value === "number" && Number(mapping.value) === value);
    case "range":
      if (typeof value !== "number" || Number.isNaN(value)) return false;
      return value >= (mapping.from ?? Number.NEGATIVE_INFINITY) && value <= (mapping.to ?? Number.POSITIVE_INFINITY);
    case "regex":
      return value !== null && safePattern(mapping.pattern)(String(value));
    case "special":
      return isSpecial(mapping.match, value);
  }
}

function isSpecial(match: string, value: number | string | null): boolean {
  const isNan = typeof value === "number" && Number.isNaN(value);
  switch (match) {
    case "null":
      return value === null;
    case "nan":
      return isNan;
    case "null+nan":
      return value === null || isNan;
    case "true":
    case "false":
      return value === match;
    default:
      return value === "";
  }
}

/** The tone of the last step that the value reaches. */
export function toneAt(value: number, settings: FieldSettings): Tone {
  const { thresholds } = settings;
  if (!thresholds || Number.isNaN(value)) return "neutral";
  const at = thresholds.mode === "percentage" ? percentOf(value, settings) : value;
  const reached = thresholds.steps.filter((step) => step.value === null || at >= step.value);
  return reached.at(-1)?.tone ?? "neutral";
}

function percentOf(value: number, { min = 0, max = 100 }: FieldSettings): number {
  return max === min ? 0 : ((value - min) / (max - min)) * 100;
}

/** The values at which a tone begins, for lines on a chart; the first step has none. */
export function thresholdValues(settings: FieldSettings): readonly { readonly value: number; readonly tone: Tone }[] {
  const thresholds: Thresholds | undefined = settings.thresholds;
  if (!thresholds) return [];
  const { min = 0, max = 100 } = settings;
  return thresholds.steps.flatMap(({ value, tone }) => {
    if (value === null) return [];
    return [{ value: thresholds.mode === "percentage" ? min + ((max - min) * value) / 100 : value, tone }];
  });
}
