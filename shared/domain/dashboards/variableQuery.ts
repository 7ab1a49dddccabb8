import { asRecord, asText, getNumber, getRecord, getText, type Json } from "./json.ts";
import type { VariableQuery } from "./model.ts";

const kinds = ["labelNames", "labelValues", "metrics", "queryResult", "series", "classic"] as const;

/** A variable's query as text (`label_values(up, job)`) or in parts; null when it is neither. */
export function readVariableQuery(value: unknown, definition: string | null): VariableQuery | null {
  const text = asText(value);
  if (text !== null) return parseVariableQuery(text);
  const json = asRecord(value);
  const query = getText(json, "query") ?? getText(json, "expr");
  if (query !== null) return parseVariableQuery(query);
  return fromParts(json) ?? (definition === null ? null : parseVariableQuery(definition));
}

/** `qryType` with the parts of the form it was filled in with. */
function fromParts(json: Json): VariableQuery | null {
  switch (kinds[getNumber(json, "qryType") ?? -1]) {
    case "labelNames":
      return { kind: "labelNames", pattern: getText(json, "match") ?? "" };
    case "labelValues": {
      const label = getText(json, "label");
      return label === null ? null : { kind: "labelValues", selector: getText(json, "metric") || null, label };
    }
    case "metrics":
      return { kind: "metrics", pattern: getText(json, "metric") ?? getText(json, "match") ?? "" };
    case "queryResult":
      return { kind: "queryResult", expr: getText(json, "varQuery") ?? "" };
    case "series":
      return { kind: "series", selector: getText(json, "seriesQuery") ?? "" };
    default: {
      const inner = getRecord(json, "spec");
      return Object.keys(inner).length > 0 ? readVariableQuery(inner, null) : null;
    }
  }
}

export function parseVariableQuery(query: string): VariableQuery | null {
  const text = query.trim();
  if (text === "") return null;
  const call = /^(label_values|label_names|metrics|query_result)\s*\(([\s\S]*)\)\s*$/.exec(text);
  if (!call) return { kind: "series", selector: text };
  const [, name, body = ""] = call;
  switch (name) {
    case "label_values": {
      // The label is what follows the last comma outside of braces and brackets.
      const cut = lastComma(body);
      const selector = cut < 0 ? null : body.slice(0, cut).trim();
      const label = body.slice(cut + 1).trim();
      return label === "" ? null : { kind: "labelValues", selector: selector || null, label };
    }
    case "label_names":
      return { kind: "labelNames", pattern: body.trim() };
    case "metrics":
      return { kind: "metrics", pattern: body.trim() };
    default:
      return { kind: "queryResult", expr: body.trim() };
  }
}

function lastComma(text: string): number {
  let depth = 0;
  let quote = "";
  let cut = -1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (quote !== "") {
      if (character === "\\" && quote !== "`") at += 1;
      else if (character === quote) quote = "";
    } else if (`"'\``.includes(character)) quote = character;
    else if ("{[(".includes(character)) depth += 1;
    else if ("}])".includes(character)) depth -= 1;
    else if (character === "," && depth === 0) cut = at;
  }
  return cut;
}
