import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import type { z } from "zod";
import { errorText } from "../../base/errors.ts";
import type { WorkspaceProblem } from "../workspace/model.ts";
import { syntaxWords } from "./syntaxWords.ts";

export type ReadYaml<T> = {
  /** With its comments, for writing back. */
  readonly document: Document;
} & (
  | {
      readonly kind: "value";
      readonly value: T;
      /** A problem that the schema cannot see, at the place of `path`; `within` is the offset in that scalar's text. */
      problemAt(path: readonly PropertyKey[], message: string, within?: number): WorkspaceProblem;
    }
  | { readonly kind: "invalid"; readonly problems: readonly WorkspaceProblem[] }
);

/**
 * Reads YAML by a schema; every problem carries `file` and the 1-based place of what is wrong. `firstLine` is the line of
 * the file in which the text begins, `whole` what is spoken of where all of it is wrong. With `scalars: "text"` each scalar
 * is what stands there (`1.10` stays `1.10`), as for programs whose fields are texts.
 */
export function readYaml<S extends z.ZodType>(
  text: string,
  schema: S,
  {
    file,
    firstLine = 1,
    whole = "The file",
    scalars = "typed",
  }: {
    readonly file: string;
    readonly firstLine?: number;
    readonly whole?: string;
    readonly scalars?: "typed" | "text";
  },
): ReadYaml<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    ...(scalars === "text" ? { schema: "failsafe", merge: true } : {}),
  });
  const at = (offset: number, message: string): WorkspaceProblem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line) + firstLine - 1, column: Math.max(1, col), message };
  };
  const invalid = (problems: readonly WorkspaceProblem[]) =>
    ({ kind: "invalid", problems: inOrder(problems), document }) as const;

  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return invalid(firstOfLines(faults.map((fault) => at(fault.pos[0], syntaxWords(fault)))));
  const content = contentOf(document);
  if (content.kind === "unresolvable") return invalid([at(0, content.reason)]);
  const result = schema.safeParse(content.value, { reportInput: true });
  if (!result.success) {
    return invalid(result.error.issues.flatMap((issue) => described(document, issue, whole).map(([o, m]) => at(o, m))));
  }
  const problemAt = (path: readonly PropertyKey[], message: string, within = 0) =>
    at(offsetOf(document, path) + offsetInScalar(document, path, text, within), message);
  return { kind: "value", value: result.data, document, problemAt };
}

export function inOrder(problems: readonly WorkspaceProblem[]): WorkspaceProblem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** What else is wrong with a line follows from the first fault in it. */
function firstOfLines(problems: readonly WorkspaceProblem[]): readonly WorkspaceProblem[] {
  return inOrder(problems).filter(({ line }, index, all) => line !== all[index - 1]?.line);
}

type Content =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "unresolvable"; readonly reason: string };

/** Aliases can fail late: unknown ones, and ones that multiply without end. */
function contentOf(document: Document): Content {
  try {
    return { kind: "value", value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { kind: "unresolvable", reason: errorText(error) };
  }
}

type Issue = z.core.$ZodIssue;

/** A schema issue as places and messages; one of unknown keys is a problem at each key. */
function described(document: Document, issue: Issue, whole: string): [offset: number, message: string][] {
  if (issue.code === "unrecognized_keys") {
    const where = issue.path.length === 0 ? "" : ` in ${pathText(issue.path)}`;
    return issue.keys.map((key) => [keyOffset(document, issue.path, key), `Unknown key ${key}${where}`]);
  }
  if (issue.path.length === 0 && issue.code === "invalid_type" && issue.expected === "object") {
    const what = issue.input === null ? "is empty" : "holds no settings, which are lines of key: value";
    return [[offsetOf(document, []), `${whole} ${what}`]];
  }
  const name = issue.path.length === 0 ? whole : pathText(issue.path);
  return [[offsetOf(document, issue.path), `${name}: ${wording(issue)}`]];
}

const kindWords: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "settings, which are lines of key: value",
  record: "settings, which are lines of key: value",
  string: "a text",
};

function wording(issue: Issue): string {
  if ((issue.code === "invalid_type" || issue.code === "invalid_value") && issue.input === undefined)
    return "is missing";
  if (issue.code === "invalid_type") {
    const expected = `expected ${kindWords[issue.expected] ?? issue.expected}`;
    return issue.input === null ? `is empty, ${expected}` : expected;
  }
  // What is wrong with a key is said one level below.
  const [inKey] = issue.code === "invalid_key" ? issue.issues : [];
  return (inKey ?? issue).message.replace(/^Invalid input: /, "");
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === "number" ? `[${part + 1}]` : `${i > 0 ? "." : ""}${String(part)}`))
    .join("");
}

/** The start of the node at `path`, or of the nearest one above it that exists. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if (!node?.range) continue;
    // A node without text (an empty value) is best shown at its key.
    if (node.range[0] === node.range[1] && length > 0)
      return keyOffset(document, path.slice(0, length - 1), path[length - 1]);
    return node.range[0];
  }
  return 0;
}

/** From the scalar's start; 0 where its text is not in the file as it is (escapes, folded lines). */
function offsetInScalar(document: Document, path: readonly PropertyKey[], text: string, within: number): number {
  const node = nodeAt(document, path);
  if (within === 0 || !isScalar(node) || typeof node.value !== "string" || !node.range) return 0;
  const source = text.slice(node.range[0], node.range[1]);
  if (node.type === "BLOCK_LITERAL") return offsetInBlock(source, node.value.slice(0, within));
  const start = source.indexOf(node.value.trimEnd());
  return start === -1 ? 0 : start + within;
}

/** The lines of a `|` block are indented as its first one is; `before` is what stands before the place. */
function offsetInBlock(source: string, before: string): number {
  const indent = /\n( +)\S/.exec(source)?.[1]?.length ?? 0;
  const lines = before.split("\n");
  const header = source.indexOf("\n") + 1;
  return header + before.length + lines.length * indent;
}

function keyOffset(document: Document, path: readonly PropertyKey[], key: PropertyKey | undefined): number {
  const parent = nodeAt(document, path);
  if (!isMap(parent)) return offsetOf(document, path);
  const pair = parent.items.find((item) => isNode(item.key) && String(item.key.toJSON()) === String(key));
  return isPair(pair) && isNode(pair.key) && pair.key.range ? pair.key.range[0] : (parent.range?.[0] ?? 0);
}

function nodeAt(document: Document, path: readonly PropertyKey[]): Node | null {
  if (path.length === 0) return isNode(document.contents) ? document.contents : null;
  if (!isCollection(document.contents)) return null;
  const node = document.contents.getIn(path, true);
  return isNode(node) ? node : null;
}
