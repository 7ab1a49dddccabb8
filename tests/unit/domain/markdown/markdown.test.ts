import { describe, expect, it } from "vitest";
import { type Block, parseMarkdown } from "../../../../shared/domain/markdown/blocks.ts";
import type { Inline } from "../../../../shared/domain/markdown/inline.ts";

/** Compact notation: `h1(x)`, `p(a **b**)`, so that a table of cases can be read. */
function inline(parts: readonly Inline[]): string {
  return parts
    .map((part) => {
      switch (part.kind) {
        case "text":
          return part.text;
        case "code":
          return `code(${part.text})`;
        case "break":
          return "br()";
        case "link":
          return `a(${part.href} ${inline(part.children)})`;
        default:
          return `${part.kind}(${inline(part.children)})`;
      }
    })
    .join("");
}

function blocks(found: readonly Block[]): string {
  return found.map(blockText).join("");
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `h${block.level}(${inline(block.children)})`;
    case "paragraph":
      return `p(${inline(block.children)})`;
    case "code":
      return `pre(${block.text})`;
    case "quote":
      return `quote(${blocks(block.blocks)})`;
    case "rule":
      return "hr()";
    case "list": {
      const mark = (checked: boolean | null) => (checked === null ? "" : checked ? "x" : "_");
      const items = block.items.map(({ checked, blocks: inner }) => `li${mark(checked)}(${blocks(inner)})`);
      return `${block.ordered ? "ol" : "ul"}(${items.join("")})`;
    }
    case "table":
      return `table(${[block.head, ...block.rows].map((row) => row.map(inline).join("|")).join("/")})`;
  }
}

describe("Markdown", () => {
  it.each([
    ["# Title #\n\nText goes\non.", "h1(Title)p(Text goes\non.)"],
    ["a **b** *c* ~~d~~ `e*f*` __g__ _h_", "p(a strong(b) emphasis(c) struck(d) code(e*f*) strong(g) emphasis(h))"],
    ["snake_case_name and 2*3*4", "p(snake_case_name and 2emphasis(3)4)"],
    [
      "[a](https://x.example/y) <https://z.example> https://w.example/q.",
      "p(a(https://x.example/y a) a(https://z.example https://z.example) a(https://w.example/q https://w.example/q).)",
    ],
    ["[run](javascript:alert(1)) ![pic](data:x) [page](#/hosts/a)", "p(run) pic a(#/hosts/a page))"],
    ["<script>alert(1)</script> <b onclick=x>", "p(<script>alert(1)</script> <b onclick=x>)"],
    ["- a\n- b\n  - c\n\n  more\n- [x] d\n- [ ] e", "ul(li(p(a))li(p(b)ul(li(p(c)))p(more))lix(p(d))li_(p(e)))"],
    ["1. a\n2) b\n\ntext", "ol(li(p(a))li(p(b)))p(text)"],
    ["- goes\non", "ul(li(p(goes\non)))"],
    ["> a\n> - b\n\nc", "quote(p(a)ul(li(p(b))))p(c)"],
    ["~~~\n# no\n```\n~~~", "pre(# no\n```)"],
    ["```sh\necho", "pre(echo)"],
    ["| a | b |\n|---|:-:|\n| 1 | `x\\|y` |\n| 2 |\n\nz", "table(a|b/1|code(x|y)/2|)p(z)"],
    ["a\n\n---\n\nb", "p(a)hr()p(b)"],
    ["a\\*b\\* c  \nd", "p(a*b* cbr()d)"],
    ["", ""],
  ])("%j", (text, expected) => {
    expect(blocks(parseMarkdown(text))).toBe(expected);
  });

  it("takes text without end and without sense in a moment", () => {
    const startedMs = performance.now();
    for (const piece of ["*", "[", "`", "_a ", "> ", "- ", "|", "**a", "~~", "<"]) parseMarkdown(piece.repeat(5000));
    expect(performance.now() - startedMs).toBeLessThan(5000);
  });
});
