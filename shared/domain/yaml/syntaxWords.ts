import type { YAMLError } from "yaml";

const byCode: Readonly<Partial<Record<YAMLError["code"], string>>> = {
  ALIAS_PROPS: "An alias (*name) takes neither a tag nor an anchor",
  BAD_ALIAS: "An alias (*name) or anchor (&name) has no usable name",
  BAD_DQ_ESCAPE: 'A "quoted" text holds a backslash with a character it does not go with: write \\\\ for a backslash',
  BAD_INDENT: "This line is not indented as the others of its list or block are",
  BAD_SCALAR_START: "A text that begins with this character stands in quotes",
  BLOCK_AS_IMPLICIT_KEY: "A second key and colon on one line: put it on a line of its own, or the value in quotes",
  BLOCK_IN_FLOW: "A value in brackets or braces goes on, on its line or indented below it, until they are closed",
  DUPLICATE_KEY: "This key stands twice in the same block",
  MULTILINE_IMPLICIT_KEY: "This line is neither key: value nor a list item: a colon is missing, here or a line above",
  MULTIPLE_DOCS: "The file holds more than one document: take out the line ---",
  TAB_AS_INDENT: "Lines are indented by spaces, not by tabs",
  UNEXPECTED_TOKEN:
    "Something stands here that does not belong: look for a missing comma, quote or line break before it",
};

/** One code of the parser for several faults. */
const bySaying: readonly (readonly [says: RegExp, words: string])[] = [
  [/closing/, "A quote is not closed"],
  [/ - indicator/, "A list goes on here without its dash"],
  [/map values/, "This line is neither key: value nor a list item: a colon is missing"],
  [/^Missing ,/, "A comma is missing between two items"],
  [/space after :/, "A colon needs a space after it"],
  [/^Comments/, "A # that begins a comment needs a space before it"],
  [/end with a/, "A bracket or brace is not closed"],
  [/^A block sequence/, "This list item is not indented as the others of its list are"],
];

/** What is wrong with YAML's form, for people who do not know its grammar by heart. The parser's own words where there are none. */
export function syntaxWords({ code, message }: YAMLError): string {
  return bySaying.find(([says]) => says.test(message))?.[1] ?? byCode[code] ?? message;
}
