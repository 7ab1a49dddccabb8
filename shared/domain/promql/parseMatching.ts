import { type BinaryOperator, isSetOperator, type Matching } from "./ast.ts";
import { parseLabels } from "./parseLabels.ts";
import { badQuery, unsupportedQuery } from "./queryError.ts";
import type { TokenReader } from "./tokenReader.ts";

const fillWords = new Set(["fill", "fill_left", "fill_right"]);

/** Reads `on (a)`, `ignoring (b)` and `group_left (c)` behind an operator; null when there is none. */
export function parseMatching(reader: TokenReader, operator: BinaryOperator): Matching | null {
  const on = reader.isWord("on");
  let matching: Matching | null = null;
  if (on || reader.isWord("ignoring")) {
    reader.next();
    matching = { on, labels: parseLabels(reader), many: null, include: [] };
  }
  matching = parseGroup(reader, operator, matching);
  const fill = reader.peek();
  if (fill.kind === "name" && fillWords.has(fill.text.toLowerCase()) && reader.isSymbol("(", 1)) {
    throw unsupportedQuery("fill modifiers of binary operators are not supported: leave them out", fill);
  }
  return matching;
}

function parseGroup(reader: TokenReader, operator: BinaryOperator, matching: Matching | null): Matching | null {
  const word = reader.peek();
  const many = reader.isWord("group_left") ? "left" : reader.isWord("group_right") ? "right" : null;
  if (many === null) return matching;
  reader.next();
  if (isSetOperator(operator)) throw badQuery(`${word.text} does not go with ${operator}`, word);
  const include = reader.isSymbol("(") ? parseLabels(reader) : [];
  const { on, labels } = matching ?? { on: false, labels: [] };
  const both = on ? include.find((label) => labels.includes(label)) : undefined;
  if (both !== undefined) throw badQuery(`${both} is in on() and in ${word.text}() at once`, word);
  return { on, labels, many, include };
}
