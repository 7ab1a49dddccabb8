import { toneOf } from "./colours.ts";
import {
  asNumber,
  asRecord,
  asText,
  get,
  getFlag,
  getList,
  getNumber,
  getRecord,
  getText,
  getTexts,
  isRecord,
  type Json,
  lookUp,
} from "./json.ts";
import type { FieldMatcher, FieldOverride, FieldSettings, Mapping, Thresholds, Tone } from "./model.ts";

/** Tells of something that has no equal here. */
export type Tell = (level: "lost" | "changed" | "look", what: string, why: string, advice: string) => void;

/** Removes the keys that say nothing. */
export function defined<T extends object>(settings: { readonly [K in keyof T]: T[K] | null | undefined }): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null && value !== undefined)) as T;
}

function readThresholds(value: unknown): Thresholds | null {
  const json = asRecord(value);
  const steps = getList(json, "steps").map((item) => {
    const step = asRecord(item);
    return { value: asNumber(get(step, "value")), tone: toneOf(getText(step, "color") ?? "") };
  });
  if (steps.length === 0) return null;
  const [base, ...others] = steps;
  const rest = others.filter((step) => step.value !== null).sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  return {
    mode: getText(json, "mode") === "percentage" ? "percentage" : "absolute",
    steps: base ? [base, ...rest] : rest,
  };
}

const specialMatches = ["null", "nan", "null+nan", "true", "false", "empty"] as const;
const colourOf = (json: Json): Tone | null => {
  const colour = getText(json, "color");
  return colour === null ? null : toneOf(colour);
};

export function readMappings(list: readonly unknown[]): Mapping[] {
  return list.flatMap((item): Mapping[] => {
    const json = asRecord(item);
    const options = getRecord(json, "options");
    const result = getRecord(options, "result");
    const text = getText(result, "text") ?? "";
    const tone = colourOf(result);
    switch (get(json, "type")) {
      case "value":
        return Object.entries(options).map(([value, mapped]) => ({
          kind: "value",
          value,
          text: getText(asRecord(mapped), "text") ?? "",
          tone: colourOf(asRecord(mapped)),
        }));
      case "range":
        return [{ kind: "range", from: getNumber(options, "from"), to: getNumber(options, "to"), text, tone }];
      case "regex":
        return [{ kind: "regex", pattern: getText(options, "pattern") ?? "", text, tone }];
      case "special": {
        const match = specialMatches.find((candidate) => candidate === getText(options, "match"));
        return match ? [{ kind: "special", match, text, tone }] : [];
      }
      default:
        return oldMapping(json);
    }
  });
}

/** Before Grafana 8: `{type: 1, value, text}` and `{type: 2, from, to, text}`; a value may be the word null. */
function oldMapping(json: Json): Mapping[] {
  const text = getText(json, "text") ?? "";
  if (get(json, "from") !== undefined) {
    if (getText(json, "from") === "null") return [{ kind: "special", match: "null", text, tone: null }];
    return [{ kind: "range", from: getNumber(json, "from"), to: getNumber(json, "to"), text, tone: null }];
  }
  const value = getText(json, "value");
  if (value === null) return [];
  if (value === "null") return [{ kind: "special", match: "null", text, tone: null }];
  return [{ kind: "value", value, text, tone: null }];
}

/** `fieldConfig.defaults`. */
export function readDefaults(json: Json): FieldSettings {
  const custom = getRecord(json, "custom");
  const thresholdsStyle = getText(getRecord(custom, "thresholdsStyle"), "mode") ?? "off";
  const mappings = readMappings(getList(json, "mappings"));
  return defined<FieldSettings>({
    unit: getText(json, "unit") || null,
    decimals: decimalsOf(get(json, "decimals")),
    min: getNumber(json, "min"),
    max: getNumber(json, "max"),
    displayName: getText(json, "displayName") || null,
    noValue: getText(json, "noValue") || null,
    thresholds: readThresholds(get(json, "thresholds")),
    mappings: mappings.length > 0 ? mappings : null,
    draw: drawOf(getText(custom, "drawStyle")),
    fill: fillOf(get(custom, "fillOpacity")),
    stack: stackOf(get(custom, "stacking")),
    negative: getText(custom, "transform") === "negative-Y" ? true : null,
    hidden: isHidden(custom) ? true : null,
    cell: cellOf(get(custom, "cellOptions")) ?? cellOf({ type: get(custom, "displayMode") }),
    thresholdLines: thresholdsStyle === "off" ? null : true,
  });
}

function decimalsOf(value: unknown): number | null {
  const number = asNumber(value);
  return number === null ? null : Math.min(10, Math.max(0, Math.round(number)));
}

function drawOf(style: string | null): FieldSettings["draw"] | null {
  return style === "bars" || style === "points" || style === "line" ? style : null;
}

function fillOf(value: unknown): number | null {
  const number = asNumber(value);
  return number === null ? null : Math.min(1, Math.max(0, number / 100));
}

/** A series that is in no group stands apart, whatever the others do. */
function stackOf(value: unknown): FieldSettings["stack"] | null {
  if (get(asRecord(value), "group") === false) return "none";
  const mode = getText(asRecord(value), "mode");
  return mode === "normal" || mode === "percent" || mode === "none" ? mode : null;
}

function isHidden(custom: Json): boolean {
  return getFlag(custom, "hidden") || getFlag(getRecord(custom, "hideFrom"), "viz");
}

function cellOf(value: unknown): FieldSettings["cell"] | null {
  const type = getText(asRecord(value), "type");
  if (type === null) return null;
  if (type.startsWith("color")) return "tone";
  return type === "gauge" || type.endsWith("gauge") || type === "basic" ? "gauge" : "text";
}

/** Looks that have no equal here: told together, since nothing of the data is lost. */
const looks: Readonly<Record<string, string>> = {
  color: "Colours of single series",
  "custom.lineStyle": "Dashed and dotted lines",
  "custom.lineWidth": "Line widths",
  "custom.lineInterpolation": "Smoothed and stepped lines",
  "custom.showPoints": "Points on lines",
  "custom.pointSize": "Points on lines",
  "custom.barAlignment": "Alignment of bars",
  "custom.spanNulls": "Lines across gaps",
  "custom.align": "Alignment and width of columns",
  "custom.width": "Alignment and width of columns",
  "custom.minWidth": "Alignment and width of columns",
  "custom.filterable": "Filters in table heads",
  "custom.inspect": "Cells to inspect",
  "custom.fillBelowTo": "Areas between two lines",
  "custom.gradientMode": "Gradients",
};

export function readOverrides(list: readonly unknown[], tell: Tell): FieldOverride[] {
  return list.flatMap((item) => {
    const json = asRecord(item);
    const matcher = readMatcher(getRecord(json, "matcher"));
    if (!matcher) {
      const id = getText(getRecord(json, "matcher"), "id") ?? "without a matcher";
      tell(
        "changed",
        `Field overrides ${id}`,
        "fields cannot be chosen this way here",
        "Choose the fields by their name.",
      );
      return [];
    }
    let settings: FieldSettings = {};
    for (const property of getList(json, "properties")) {
      const { id, value } = propertyOf(asRecord(property));
      const read = settingOf(id, value);
      if (read) settings = { ...settings, ...read };
      else tellProperty(id, tell);
    }
    return Object.keys(settings).length === 0 ? [] : [{ matcher, settings }];
  });
}

function propertyOf(json: Json): { readonly id: string; readonly value: unknown } {
  return { id: getText(json, "id") ?? "", value: get(json, "value") };
}

function tellProperty(id: string, tell: Tell): void {
  const look = lookUp(looks, id);
  if (look) {
    tell("look", look, "every chart here follows the same rules, in both themes", "Nothing: no value is lost.");
  } else if (
    id === "links" ||
    id === "custom.axisPlacement" ||
    id === "custom.axisLabel" ||
    id.startsWith("custom.axis")
  ) {
    tellKnown(id, tell);
  } else {
    tell("changed", `The field option ${id}`, "it has no equal here", "Read the values without it.");
  }
}

function tellKnown(id: string, tell: Tell): void {
  if (id === "links") {
    tell("changed", "Links of values", "they lead out of this console", "Follow them in Grafana.");
    return;
  }
  tell(
    "changed",
    "A second axis, or one with its own label or scale",
    "a chart here has one axis",
    "Give what has another unit a panel of its own.",
  );
}

function readMatcher(json: Json): FieldMatcher | null {
  const options = get(json, "options");
  switch (getText(json, "id")) {
    case "byName":
      return { kind: "names", names: [asText(options) ?? ""] };
    case "byNames":
      // `exclude` is what isolating a series by a click leaves behind.
      return getText(asRecord(options), "mode") === "exclude"
        ? null
        : { kind: "names", names: [...getTexts(asRecord(options), "names")] };
    case "byRegexp":
    case "byRegexpOrNames":
      return { kind: "pattern", pattern: asText(options) ?? getText(asRecord(options), "pattern") ?? "" };
    case "byFrameRefID":
      return { kind: "query", refId: asText(options) ?? "" };
    case "byType": {
      const type = asText(options);
      return type === "number" || type === "string" || type === "time" ? { kind: "type", type } : null;
    }
    default:
      return null;
  }
}

/** One property of an override; null for what has no equal. An empty object is understood and changes nothing. */
function settingOf(id: string, value: unknown): FieldSettings | null {
  switch (id) {
    case "unit":
    case "displayName":
    case "noValue": {
      const text = asText(value);
      return text === null ? {} : { [id]: text };
    }
    case "decimals":
      return defined({ decimals: decimalsOf(value) });
    case "min":
    case "max":
      return defined({ [id]: asNumber(value) });
    case "thresholds":
      return defined({ thresholds: readThresholds(value) });
    case "mappings":
      return { mappings: readMappings(Array.isArray(value) ? value : []) };
    case "custom.drawStyle":
      return defined<FieldSettings>({ draw: drawOf(asText(value)) });
    case "custom.fillOpacity":
      return defined({ fill: fillOf(value) });
    case "custom.stacking":
      return defined<FieldSettings>({ stack: isRecord(value) ? stackOf(value) : value === false ? "none" : null });
    case "custom.transform":
      return { negative: value === "negative-Y" };
    case "custom.hidden":
      return { hidden: value === true };
    case "custom.hideFrom":
      return { hidden: getFlag(asRecord(value), "viz") };
    case "custom.cellOptions":
      return defined<FieldSettings>({ cell: cellOf(value) });
    case "custom.displayMode":
      return defined<FieldSettings>({ cell: cellOf({ type: value }) });
    case "custom.thresholdsStyle":
      return { thresholdLines: getText(asRecord(value), "mode") !== "off" };
    default:
      return null;
  }
}
