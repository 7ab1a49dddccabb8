import { type ReactNode, useMemo } from "react";
import { type Block, parseMarkdown } from "../../shared/domain/markdown/blocks.ts";
import type { Inline } from "../../shared/domain/markdown/inline.ts";
import styles from "./Markdown.module.css";

/** A page's text as elements: nothing of it is ever markup. */
export function Markdown({ text }: { readonly text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return <div className={styles.text}>{blocks.map(drawBlock)}</div>;
}

function drawBlock(block: Block, key: number): ReactNode {
  switch (block.kind) {
    case "heading": {
      // The page's own title is above: a file's first level is the second here.
      const Tag = block.level === 1 ? "h3" : block.level === 2 ? "h4" : "h5";
      return <Tag key={key}>{block.children.map(drawInline)}</Tag>;
    }
    case "paragraph":
      return <p key={key}>{block.children.map(drawInline)}</p>;
    case "code":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled, by keys too.
        <pre key={key} tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case "quote":
      return <blockquote key={key}>{block.blocks.map(drawBlock)}</blockquote>;
    case "rule":
      return <hr key={key} />;
    case "list": {
      const List = block.ordered ? "ol" : "ul";
      return (
        <List key={key}>
          {block.items.map(({ checked, blocks }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a page that was read does not change its order.
            <li key={index} className={checked === null ? undefined : styles.task}>
              {checked === null ? null : <span aria-hidden>{checked ? "☑" : "☐"}</span>}
              {checked === null ? null : <span className="visuallyHidden">{checked ? "Done:" : "To do:"}</span>}
              <div>{blocks.map(drawBlock)}</div>
            </li>
          ))}
        </List>
      );
    }
    case "table":
      return (
        <table key={key}>
          <thead>
            <tr>{block.head.map((cell, index) => drawCell("th", cell, index))}</tr>
          </thead>
          <tbody>{block.rows.map(drawRow)}</tbody>
        </table>
      );
  }
}

function drawRow(row: readonly (readonly Inline[])[], key: number): ReactNode {
  return <tr key={key}>{row.map((cell, index) => drawCell("td", cell, index))}</tr>;
}

function drawCell(Tag: "th" | "td", cell: readonly Inline[], key: number): ReactNode {
  return <Tag key={key}>{cell.map(drawInline)}</Tag>;
}

function drawInline(part: Inline, key: number): ReactNode {
  switch (part.kind) {
    case "text":
      return part.text;
    case "code":
      return <code key={key}>{part.text}</code>;
    case "strong":
      return <strong key={key}>{part.children.map(drawInline)}</strong>;
    case "emphasis":
      return <em key={key}>{part.children.map(drawInline)}</em>;
    case "struck":
      return <s key={key}>{part.children.map(drawInline)}</s>;
    case "break":
      return <br key={key} />;
    case "link": {
      const outside = part.href.startsWith("#") ? {} : { target: "_blank", rel: "noopener noreferrer" };
      return (
        <a key={key} href={part.href} {...outside}>
          {part.children.map(drawInline)}
        </a>
      );
    }
  }
}
