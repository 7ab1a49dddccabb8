import type { Tell } from "./fieldConfig.ts";
import { asRecord, asText, get, getFlag, getList, getNumber, getRecord, getText, getTexts, type Json } from "./json.ts";
import type { Transformation } from "./model.ts";

/** The transformations of a panel that can be done here; the others are told. */
export function readTransformations(list: readonly unknown[], tell: Tell): Transformation[] {
  return list.flatMap((item) => {
    const json = asRecord(item);
    if (getFlag(json, "disabled")) return [];
    const id = getText(json, "id") ?? "";
    const read = readOne(id, getRecord(json, "options"));
    if (read === null) {
      tell("changed", `The transformation ${id}`, "it is not done here", "The values are shown without it.");
    }
    return read ?? [];
  });
}

/** Null: unknown. Some become several steps, some none. */
function readOne(id: string, options: Json): readonly Transformation[] | null {
  switch (id) {
    case "organize":
      return [organize(options)];
    case "merge":
      return [{ kind: "merge" }];
    case "transpose":
      return [{ kind: "transpose" }];
    case "joinByField":
    case "seriesToColumns":
      return [
        {
          kind: "joinByField",
          field: getText(options, "byField") || null,
          inner: getText(options, "mode") === "inner",
        },
      ];
    case "labelsToFields": {
      const keep = getTexts(options, "keepLabels");
      return [
        {
          kind: "labelsToFields",
          keep: keep.length > 0 ? [...keep] : null,
          asRows: getText(options, "mode") === "rows",
        },
      ];
    }
    case "seriesToRows":
      return [{ kind: "seriesToRows" }];
    case "reduce": {
      const calcs = getTexts(options, "reducers");
      return [
        {
          kind: "reduce",
          calcs: calcs.length > 0 ? [...calcs] : ["max"],
          labels: getFlag(options, "labelsToFields"),
          keepFields: getText(options, "mode") === "reduceFields",
        },
      ];
    }
    case "groupBy":
      return [groupBy(getRecord(options, "fields"))];
    case "sortBy":
      return getList(options, "sort").flatMap((item) => {
        const field = getText(asRecord(item), "field");
        return field === null ? [] : [{ kind: "sortBy", field, descending: getFlag(asRecord(item), "desc") } as const];
      });
    case "limit":
      return [{ kind: "limit", count: getNumber(options, "limitField") ?? 10 }];
    case "calculateField":
      return calculate(options);
    case "filterFieldsByName":
    case "filterByName":
      return filterFields(options);
    case "filterByRefId":
      return [{ kind: "filterQueries", pattern: getText(options, "include") ?? ".*", keep: true }];
    case "renameByRegex":
      return [
        {
          kind: "renameByRegex",
          pattern: getText(options, "regex") ?? "",
          to: getText(options, "renamePattern") ?? "",
        },
      ];
    case "convertFieldType":
    case "configFromData":
      // Types are told by the values here.
      return id === "convertFieldType" ? [] : null;
    default:
      return null;
  }
}

function organize(options: Json): Transformation {
  const order = Object.entries(getRecord(options, "indexByName"))
    .flatMap(([name, index]) => (typeof index === "number" ? [{ name, index }] : []))
    .sort((a, b) => a.index - b.index)
    .map(({ name }) => name);
  const marked = (key: string) =>
    Object.entries(getRecord(options, key)).flatMap(([name, flag]) => (flag === true ? [name] : []));
  const include = marked("includeByName");
  return {
    kind: "organize",
    exclude: marked("excludeByName"),
    include: include.length > 0 ? include : null,
    order,
    rename: Object.entries(getRecord(options, "renameByName")).flatMap(([from, value]) => {
      const to = asText(value);
      return to ? [{ from, to }] : [];
    }),
  };
}

function groupBy(fields: Json): Transformation {
  return {
    kind: "groupBy",
    fields: Object.entries(fields).flatMap(([field, value]) => {
      const json = asRecord(value);
      const operation = getText(json, "operation");
      if (operation === null) return [];
      return [{ field, group: operation === "groupby", calcs: [...getTexts(json, "aggregations")] }];
    }),
  };
}

function calculate(options: Json): readonly Transformation[] | null {
  const alias = getText(options, "alias") ?? "";
  const replace = getFlag(options, "replaceFields");
  const mode = getText(options, "mode") ?? "reduceRow";
  if (mode === "binary") {
    const binary = getRecord(options, "binary");
    const operator = getText(binary, "operator") ?? "+";
    const left = operand(get(binary, "left"));
    const right = operand(get(binary, "right"));
    return [{ kind: "binary", alias: alias || `${left} ${operator} ${right}`, left, operator, right, replace }];
  }
  if (mode !== "reduceRow") return null;
  const reduce = getRecord(options, "reduce");
  const calc = getText(reduce, "reducer") ?? "sum";
  return [{ kind: "reduceRow", alias: alias || calc, calc, include: [...getTexts(reduce, "include")], replace }];
}

/** A field's name, a number, or `{matcher: {id: "byName", options}}`. */
function operand(value: unknown): string {
  return (
    asText(value) ??
    getText(asRecord(value), "fixed") ??
    getText(getRecord(asRecord(value), "matcher"), "options") ??
    ""
  );
}

function filterFields(options: Json): readonly Transformation[] {
  const read = (key: "include" | "exclude"): readonly Transformation[] => {
    const side = getRecord(options, key);
    const names = getTexts(side, "names");
    const pattern = getText(side, "pattern");
    if (names.length === 0 && !pattern) return [];
    return [{ kind: "filterFields", names: [...names], pattern: pattern || null, keep: key === "include" }];
  };
  return [...read("include"), ...read("exclude")];
}
