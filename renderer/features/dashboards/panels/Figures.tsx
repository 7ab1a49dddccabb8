import type { ReactNode } from "react";
import { cx } from "../../../ui/cx.ts";
import styles from "./panels.module.css";

/** A figure fills its panel; several are a list that scrolls. */
export function Figures({
  title,
  count,
  className,
  children,
}: {
  readonly title: string;
  readonly count: number;
  readonly className: string | undefined;
  readonly children: ReactNode;
}) {
  if (count <= 1) return <ul className={className}>{children}</ul>;
  return (
    <section
      className={styles.scroll}
      aria-label={`${title}, values`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and holds nothing to focus
      tabIndex={0}
    >
      <ul className={cx(className, styles.several)}>{children}</ul>
    </section>
  );
}
