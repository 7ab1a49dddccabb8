import { Fragment, useMemo } from "react";
import { textBlocks } from "../../../../shared/domain/dashboards/plainText.ts";
import styles from "./panels.module.css";

/** Text of a dashboard: its words in our own type, never its markup. */
export function TextPanel({ title, content }: { readonly title: string; readonly content: string }) {
  const blocks = useMemo(() => textBlocks(content).map((block, index) => ({ ...block, key: `${index}` })), [content]);
  return (
    <section
      className={styles.text}
      aria-label={`${title || "Text"}, text`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and may hold nothing to focus
      tabIndex={0}
    >
      {blocks.map(({ key, kind, text }) => (
        <Fragment key={key}>
          {kind === "heading" ? <h3>{text}</h3> : null}
          {kind === "paragraph" ? <p>{text}</p> : null}
          {kind === "item" ? <p className={styles.item}>{text}</p> : null}
          {kind === "code" ? <code>{text || " "}</code> : null}
        </Fragment>
      ))}
    </section>
  );
}
