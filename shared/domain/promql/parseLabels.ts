import { badQuery } from "./queryError.ts";
import { show, type TokenReader } from "./tokenReader.ts";

/** Reads `(a, "b c", sum)`: every word of the language is a label name here. */
export function parseLabels(reader: TokenReader): readonly string[] {
  reader.expectSymbol("(");
  const labels: string[] = [];
  while (!reader.takeSymbol(")")) {
    const label = reader.next();
    const isName = (label.kind === "name" && !label.text.includes(":")) || label.kind === "string";
    if (!isName || label.text === "") throw badQuery(`Expected a label name or ), found ${show(label)}`, label);
    labels.push(label.text);
    if (!reader.isSymbol(")")) reader.expectSymbol(",", "a comma or )");
  }
  return labels;
}
