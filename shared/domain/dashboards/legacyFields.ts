import { toneOf } from "./colours.ts";
import { defined, readMappings, type Tell } from "./fieldConfig.ts";
import {
  asList,
  asNumber,
  asRecord,
  get,
  getFlag,
  getList,
  getNumber,
  getRecord,
  getText,
  type Json,
  lookUp,
} from "./json.ts";
import type { FieldOverride, FieldSettings, Thresholds } from "./model.ts";

export interface LegacyFields {
  readonly defaults: FieldSettings;
  readonly overrides: readonly FieldOverride[];
}

/** `graph`: axes, fill and stack at the panel's top level. */
export function readGraph(json: Json, tell: Tell): LegacyFields {
  const [left, right] = getList(json, "yaxes").map(asRecord);
  const stack = getFlag(json, "stack") ? (getFlag(json, "percentage") ? "percent" : "normal") : null;
  const fill = getNumber(json, "fill");
  const steps = graphThresholds(getList(json, "thresholds"));
  const overrides = getList(json, "seriesOverrides").flatMap((item) =>
    seriesOverride(asRecord(item), right ?? {}, tell),
  );
  if (Object.keys(getRecord(json, "aliasColors")).length > 0) {
    tell(
      "look",
      "Colours of single series",
      "every chart here follows the same rules, in both themes",
      "Nothing: no value is lost.",
    );
  }
  return {
    defaults: defined<FieldSettings>({
      unit: getText(left ?? {}, "format"),
      decimals: asNumber(get(json, "decimals")),
      min: getNumber(left ?? {}, "min"),
      max: getNumber(left ?? {}, "max"),
      draw: getFlag(json, "bars")
        ? "bars"
        : get(json, "lines") === false && getFlag(json, "points")
          ? "points"
          : "line",
      fill: fill === null ? null : Math.min(1, Math.max(0, fill / 10)),
      stack,
      thresholds: steps,
      thresholdLines: steps ? true : null,
    }),
    overrides,
  };
}

function graphThresholds(list: readonly unknown[]): Thresholds | null {
  const steps = list.flatMap((item) => {
    const json = asRecord(item);
    const value = asNumber(get(json, "value"));
    if (value === null) return [];
    const mode = getText(json, "colorMode") ?? "critical";
    const tone = mode === "critical" ? "critical" : mode === "warning" ? "warning" : "neutral";
    return [{ value, tone } as const];
  });
  if (steps.length === 0) return null;
  return {
    mode: "absolute",
    steps: [{ value: null, tone: "neutral" }, ...steps.sort((a, b) => a.value - b.value)],
  };
}

function seriesOverride(json: Json, rightAxis: Json, tell: Tell): FieldOverride[] {
  const alias = getText(json, "alias");
  if (alias === null) return [];
  const onRight = getNumber(json, "yaxis") === 2;
  if (onRight) {
    tell(
      "changed",
      "A second axis, or one with its own label or scale",
      "a chart here has one axis",
      "Give what has another unit a panel of its own.",
    );
  }
  const fill = getNumber(json, "fill");
  const settings = defined<FieldSettings>({
    unit: onRight ? getText(rightAxis, "format") : null,
    negative: getText(json, "transform") === "negative-Y" ? true : null,
    stack: get(json, "stack") === false ? "none" : null,
    draw: getFlag(json, "bars") ? "bars" : null,
    fill: fill === null ? null : Math.min(1, Math.max(0, fill / 10)),
    hidden: get(json, "lines") === false && !getFlag(json, "bars") && !getFlag(json, "points") ? true : null,
  });
  if (Object.keys(settings).length === 0) return [];
  const pattern = /^\/(.*)\/[a-z]*$/.exec(alias)?.[1];
  return [
    {
      matcher: pattern === undefined ? { kind: "names", names: [alias] } : { kind: "pattern", pattern: alias },
      settings,
    },
  ];
}

const calcs: Readonly<Record<string, string>> = {
  current: "lastNotNull",
  avg: "mean",
  total: "sum",
  min: "min",
  max: "max",
  first: "first",
  delta: "delta",
  diff: "diff",
  range: "range",
  name: "lastNotNull",
};

/** `singlestat`: the reduction, and the settings of its one figure. */
export function readSinglestat(json: Json, tell: Tell): LegacyFields & { readonly calc: string } {
  const gauge = getRecord(json, "gauge");
  const mappings = readMappings([...getList(json, "valueMaps"), ...getList(json, "rangeMaps")]);
  if (getText(json, "prefix") || getText(json, "postfix")) {
    tell(
      "look",
      "Text before and after a figure",
      "a figure here carries its unit alone",
      "Put it into the panel's title.",
    );
  }
  return {
    calc: lookUp(calcs, getText(json, "valueName") ?? "avg") ?? "mean",
    defaults: defined<FieldSettings>({
      unit: getText(json, "format"),
      decimals: asNumber(get(json, "decimals")),
      min: getFlag(gauge, "show") ? getNumber(gauge, "minValue") : null,
      max: getFlag(gauge, "show") ? getNumber(gauge, "maxValue") : null,
      noValue: getText(json, "nullText"),
      mappings: mappings.length > 0 ? mappings : null,
      thresholds: listedThresholds(json),
    }),
    overrides: [],
  };
}

/** `thresholds: "80,90"` with three `colors`; they count only where a colour is asked for. */
function listedThresholds(json: Json): Thresholds | null {
  const isColoured =
    getFlag(json, "colorValue") || getFlag(json, "colorBackground") || getFlag(getRecord(json, "gauge"), "show");
  const values = (getText(json, "thresholds") ?? "").split(",").flatMap((part) => asNumber(part) ?? []);
  if (!isColoured || values.length === 0) return null;
  const colours = asList(get(json, "colors")).map((colour) => toneOf(String(colour)));
  const base = colours[0] ?? "ok";
  const tones = values.map((value, index) => ({ value, tone: colours[index + 1] ?? "critical" }));
  return { mode: "absolute", steps: [{ value: null, tone: base }, ...tones] };
}

/** `table-old`: `styles` by a name or a `/pattern/`. */
export function readTableStyles(json: Json, tell: Tell): readonly FieldOverride[] {
  return getList(json, "styles").flatMap((item): FieldOverride[] => {
    const style = asRecord(item);
    const pattern = getText(style, "pattern");
    if (pattern === null) return [];
    if (getFlag(style, "link")) {
      tell("changed", "Links of values", "they lead out of this console", "Follow them in Grafana.");
    }
    const isHidden = getText(style, "type") === "hidden";
    const unit = getText(style, "unit");
    const decimals = asNumber(get(style, "decimals"));
    const mappings = readMappings([...getList(style, "valueMaps"), ...getList(style, "rangeMaps")]);
    const settings = defined<FieldSettings>({
      displayName: getText(style, "alias") || null,
      hidden: isHidden ? true : null,
      unit: getText(style, "type") === "number" ? unit : null,
      decimals: getText(style, "type") === "number" ? decimals : null,
      mappings: mappings.length > 0 ? mappings : null,
    });
    if (Object.keys(settings).length === 0) return [];
    const isPattern = /^\/.*\/[a-z]*$/.test(pattern);
    return [{ matcher: isPattern ? { kind: "pattern", pattern } : { kind: "names", names: [pattern] }, settings }];
  });
}
