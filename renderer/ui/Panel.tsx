import { type ReactNode, useId } from "react";
import { cx } from "./cx.ts";
import styles from "./Panel.module.css";

export interface PanelProps {
  readonly title: ReactNode;
  /** Dimmed beside the title: a count, a unit, a model name. */
  readonly count?: ReactNode;
  /** Left-aligned after the count: segmented controls, badges. */
  readonly lead?: ReactNode;
  /** Right-aligned in the head. */
  readonly controls?: ReactNode;
  /** The body scrolls by itself. */
  readonly scroll?: boolean;
  /** What scrolls is text alone: it takes the focus itself, so that keys can scroll it. */
  readonly reading?: boolean;
  readonly className?: string;
  readonly bodyClassName?: string;
  readonly children: ReactNode;
}

/** A framed region named by its heading. */
export function Panel({
  title,
  count,
  lead,
  controls,
  scroll,
  reading,
  className,
  bodyClassName,
  children,
}: PanelProps) {
  const id = useId();
  return (
    <section className={cx(styles.panel, className)} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id}>{title}</h2>
        {count === undefined ? null : <span className={styles.count}>{count}</span>}
        {lead}
        {controls ? <div className={styles.controls}>{controls}</div> : null}
      </header>
      <div className={cx(styles.body, scroll && styles.scroll, bodyClassName)} {...(reading ? { tabIndex: 0 } : {})}>
        {children}
      </div>
    </section>
  );
}
