import { lookUp } from "./json.ts";

/** A line of a text panel. */
export type TextBlock =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "item"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string };

const mostCharacters = 50_000;

/** Markdown or HTML as blocks of plain text: markup is taken off, nothing of it is ever run, links keep their address. */
export function textBlocks(content: string): readonly TextBlock[] {
  const blocks: TextBlock[] = [];
  let inCode = false;
  for (const line of withoutMarkup(content.slice(0, mostCharacters)).split("\n")) {
    if (/^\s*```/.test(line)) {
      inCode = !inCode;
      continue;
    }
    const block = inCode ? ({ kind: "code", text: line } as const) : blockOf(line);
    if (block) blocks.push(block);
  }
  return blocks;
}

function blockOf(line: string): TextBlock | null {
  const text = line.trim();
  if (text === "" || /^[-=*_]{3,}$/.test(text)) return null;
  const heading = /^#{1,6}\s+(.*?)#*$/.exec(text)?.[1];
  if (heading !== undefined) return { kind: "heading", text: inline(heading) };
  const item = /^(?:[-*+]|\d+[.)])\s+(.*)$/.exec(text)?.[1];
  if (item !== undefined) return { kind: "item", text: inline(item) };
  return { kind: "paragraph", text: inline(text.replace(/^>\s?/, "")) };
}

/** Emphasis off; `[text](address)` as `text (address)`. */
function inline(text: string): string {
  return text
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\[([^\]]+)\]\(([^)\s]+)[^)]*\)/g, (_, label: string, address: string) =>
      label === address ? label : `${label} (${address})`,
    )
    .replace(/(\*\*|__)(?=\S)(.+?)\1/g, "$2")
    .replace(/`([^`]+)`/g, "$1")
    .trim();
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", "#39": "'" };

function withoutMarkup(text: string): string {
  return text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, "")
    .replace(/<(script|style|iframe)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, "")
    .replace(/<h[1-6]\b[^<>]*>/gi, "\n# ")
    .replace(/<li\b[^<>]*>/gi, "\n- ")
    .replace(/<(?:br|\/?p|\/?div|\/h[1-6]|\/li|\/?ul|\/?ol|\/?tr|\/?table)\b[^<>]*>/gi, "\n")
    .replace(/<\/?[a-zA-Z][^<>]*>/g, "")
    .replace(/&(#39|[a-z]+);/g, (whole, name: string) => lookUp(entities, name) ?? whole);
}
