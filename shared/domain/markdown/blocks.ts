import { type Inline, parseInline } from "./inline.ts";

interface ListItem {
  /** Null for an ordinary item; else whether its box is ticked. */
  readonly checked: boolean | null;
  readonly blocks: readonly Block[];
}

/** A block of a page. HTML is no form of it: it is text like any other. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly children: readonly Inline[] }
  | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly ListItem[] }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | { readonly kind: "rule" }
  | {
      readonly kind: "table";
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

const fence = /^ {0,3}(`{3,}|~{3,})/;
const heading = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const rule = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const quote = /^ {0,3}> ?/;
const bullet = /^( {0,3})([-*+]|\d{1,9}[.)])([ \t]+|$)(.*)$/;
const delimiters = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** Quotes and lists inside of each other: deeper is text. */
const deepest = 6;

/** The GitHub flavour of Markdown as far as people use it in runbooks. */
export function parseMarkdown(text: string): readonly Block[] {
  return parseLines(text.split(/\r?\n/), 0);
}

function parseLines(lines: readonly string[], depth: number): readonly Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const taken = blockAt(lines, at, depth);
    if (taken.block) blocks.push(taken.block);
    at = taken.next;
  }
  return blocks;
}

interface Taken {
  readonly block: Block | null;
  readonly next: number;
}

function blockAt(lines: readonly string[], at: number, depth: number): Taken {
  const line = lines[at] ?? "";
  if (line.trim() === "") return { block: null, next: at + 1 };
  const [, opened] = fence.exec(line) ?? [];
  if (opened !== undefined) return codeAt(lines, at, opened);
  const [, marks, title = ""] = heading.exec(line) ?? [];
  if (marks !== undefined) {
    return { block: { kind: "heading", level: marks.length, children: parseInline(title) }, next: at + 1 };
  }
  if (rule.test(line)) return { block: { kind: "rule" }, next: at + 1 };
  if (depth < deepest && quote.test(line)) return quoteAt(lines, at, depth);
  if (depth < deepest && bullet.test(line)) return listAt(lines, at, depth);
  if (line.includes("|") && delimiters.test(lines[at + 1] ?? "")) return tableAt(lines, at);
  return paragraphAt(lines, at, depth);
}

function codeAt(lines: readonly string[], at: number, opened: string): Taken {
  const closes = (line: string) =>
    line.trim().length >= opened.length && line.trim() === opened.charAt(0).repeat(line.trim().length);
  const end = lines.findIndex((line, index) => index > at && closes(line));
  const last = end < 0 ? lines.length : end;
  return { block: { kind: "code", text: lines.slice(at + 1, last).join("\n") }, next: last + 1 };
}

function quoteAt(lines: readonly string[], at: number, depth: number): Taken {
  const next = endOf(lines, at, (line) => quote.test(line));
  const inner = lines.slice(at, next).map((line) => line.replace(quote, ""));
  return { block: { kind: "quote", blocks: parseLines(inner, depth + 1) }, next };
}

function listAt(lines: readonly string[], start: number, depth: number): Taken {
  const ordered = /\d/.test(bullet.exec(lines[start] ?? "")?.[2] ?? "");
  const items: ListItem[] = [];
  let at = start;
  while (at < lines.length) {
    const match = bullet.exec(lines[at] ?? "");
    if (!match || rule.test(lines[at] ?? "") || /\d/.test(match[2] ?? "") !== ordered) break;
    const [, indent = "", mark = "", gap = "", rest = ""] = match;
    const width = indent.length + mark.length + Math.min(4, Math.max(1, gap.length));
    let next = at + 1;
    // What is indented belongs to the item, blank lines inside of it too, and lines that merely go on.
    while (next < lines.length) {
      const line = lines[next] ?? "";
      const isInner =
        line.startsWith(" ".repeat(width)) ||
        (line.trim() === "" && (lines[next + 1] ?? "").startsWith(" ".repeat(width)));
      const goesOn = line.trim() !== "" && !startsBlock(line) && (lines[next - 1] ?? "").trim() !== "";
      if (!isInner && !goesOn) break;
      next += 1;
    }
    const [, box, words = rest] = /^\[([ xX])\][ \t]+(.*)$/.exec(rest) ?? [];
    const inner = [
      words,
      ...lines.slice(at + 1, next).map((line) => line.slice(Math.min(width, line.length - line.trimStart().length))),
    ];
    items.push({ checked: box === undefined ? null : box !== " ", blocks: parseLines(inner, depth + 1) });
    at = next;
    // A blank line between two items does not end the list.
    if ((lines[at] ?? "").trim() === "" && bullet.test(lines[at + 1] ?? "")) at += 1;
  }
  return { block: { kind: "list", ordered, items }, next: at };
}

function tableAt(lines: readonly string[], at: number): Taken {
  const next = endOf(lines, at + 2, (line) => line.trim() !== "" && line.includes("|"));
  const head = cellsOf(lines[at] ?? "");
  const rows = lines.slice(at + 2, next).map((line) => {
    const cells = cellsOf(line);
    return head.map((_, column) => parseInline(cells[column] ?? ""));
  });
  return { block: { kind: "table", head: head.map(parseInline), rows }, next };
}

function cellsOf(line: string): readonly string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function paragraphAt(lines: readonly string[], at: number, depth: number): Taken {
  const next = endOf(lines, at + 1, (line) => line.trim() !== "" && (depth >= deepest || !startsBlock(line)));
  const text = lines
    .slice(at, next)
    .map((line) => line.trimStart())
    .join("\n")
    .trimEnd();
  return { block: { kind: "paragraph", children: parseInline(text) }, next };
}

function startsBlock(line: string): boolean {
  return [fence, heading, rule, quote, bullet].some((pattern) => pattern.test(line));
}

/** The index of the first line from `from` on that is none of those. */
function endOf(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  const end = lines.findIndex((line, index) => index >= from && !belongs(line));
  return end < 0 ? lines.length : end;
}
