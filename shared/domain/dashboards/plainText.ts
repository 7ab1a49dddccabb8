import { lookUp } from "./json.ts";

const mostCharacters = 50_000;
const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", "#39": "'" };

/** The content of a text panel as Markdown alone: HTML is taken off, what it says of headings, lists and lines is kept. */
export function withoutHtml(content: string): string {
  return content
    .slice(0, mostCharacters)
    .replace(/<!--[\s\S]*?(?:-->|$)/g, "")
    .replace(/<(script|style|iframe)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, "")
    .replace(/<h[1-6]\b[^<>]*>/gi, "\n\n# ")
    .replace(/<li\b[^<>]*>/gi, "\n- ")
    .replace(/<br\b[^<>]*>/gi, "  \n")
    .replace(/<\/t[dh]\s*>/gi, " ")
    .replace(/<(?:\/?p|\/?div|\/h[1-6]|\/li|\/?ul|\/?ol|\/?tr|\/?table)\b[^<>]*>/gi, "\n\n")
    .replace(/<\/?[a-zA-Z][^<>]*>/g, "")
    .replace(/&(#39|[a-z]+);/g, (whole, name: string) => lookUp(entities, name) ?? whole);
}
