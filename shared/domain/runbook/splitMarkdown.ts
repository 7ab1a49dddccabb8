/** A part of a Markdown file; lines are 1-based places in the file. */
type Part =
  | { readonly kind: "markdown"; readonly text: string }
  | { readonly kind: "step"; readonly yaml: string; readonly firstLine: number };

export interface SplitMarkdown {
  /** The YAML between the first two lines of `---`; null without. */
  readonly front: { readonly yaml: string; readonly firstLine: number } | null;
  readonly parts: readonly Part[];
  /** The line of a step block or front matter that never ends. */
  readonly unclosed: { readonly line: number; readonly what: "front matter" | "step" } | null;
}

const opening = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)/;

/** Takes a runbook apart: front matter, fenced blocks tagged `step`, and the text around them, other fences included. */
export function splitMarkdown(text: string): SplitMarkdown {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const parts: Part[] = [];
  let front: SplitMarkdown["front"] = null;
  let at = 0;
  if (lines[0]?.trimEnd() === "---") {
    const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "---");
    if (end < 0) return { front, parts, unclosed: { line: 1, what: "front matter" } };
    front = { yaml: lines.slice(1, end).join("\n"), firstLine: 2 };
    at = end + 1;
  }

  let prose: string[] = [];
  const endProse = () => {
    if (prose.some((line) => line.trim() !== "")) parts.push({ kind: "markdown", text: prose.join("\n") });
    prose = [];
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const [, fence = "", tag] = opening.exec(line) ?? [];
    if (fence === "") {
      prose.push(line);
      at += 1;
      continue;
    }
    const end = lines.findIndex((one, index) => index > at && closes(one, fence));
    if (tag !== "step") {
      const next = end < 0 ? lines.length : end + 1;
      prose.push(...lines.slice(at, next));
      at = next;
      continue;
    }
    if (end < 0) return { front, parts, unclosed: { line: at + 1, what: "step" } };
    endProse();
    parts.push({ kind: "step", yaml: lines.slice(at + 1, end).join("\n"), firstLine: at + 2 });
    at = end + 1;
  }
  endProse();
  return { front, parts, unclosed: null };
}

function closes(line: string, fence: string): boolean {
  const mark = line.trim();
  return mark.length >= fence.length && mark === fence.charAt(0).repeat(mark.length) && !/^ {4}|^\t/.test(line);
}
