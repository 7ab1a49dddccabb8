import { withoutHtml } from "../../../../shared/domain/dashboards/plainText.ts";
import { Markdown } from "../../../ui/Markdown.tsx";
import styles from "./panels.module.css";

/** Text of a dashboard: its Markdown in our own type, never its markup. */
export function TextPanel({ title, content }: { readonly title: string; readonly content: string }) {
  return (
    <section
      className={styles.text}
      aria-label={`${title || "Text"}, text`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and may hold nothing to focus
      tabIndex={0}
    >
      <Markdown text={withoutHtml(content)} />
    </section>
  );
}
