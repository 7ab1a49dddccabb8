import type { ReactElement, ReactNode } from "react";
import { Tooltip as AriaTooltip, Focusable, TooltipTrigger } from "react-aria-components";
import { cx } from "./cx.ts";
import { Keycap } from "./Keycap.tsx";
import styles from "./overlay.module.css";

const delayMs = 400;

/** Explains a control on hover (400 ms) and on focus. The child is a kit control, or wrap text in `TooltipText`. */
export function Tooltip({
  content,
  keys,
  placement = "bottom",
  children,
}: {
  readonly content: ReactNode;
  readonly keys?: string | readonly string[];
  readonly placement?: "top" | "bottom" | "left" | "right";
  readonly children: ReactElement;
}) {
  return (
    <TooltipTrigger delay={delayMs} closeDelay={0}>
      {children}
      <AriaTooltip className={styles.tooltip ?? ""} placement={placement} offset={6}>
        <span className={styles.tooltipRow}>
          {content}
          {keys ? <Keycap keys={keys} /> : null}
        </span>
      </AriaTooltip>
    </TooltipTrigger>
  );
}

/** Text with an explanation; reachable by keyboard. */
export function TooltipText({
  content,
  className,
  children,
}: {
  readonly content: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip content={content}>
      <Focusable>
        <span role="note" className={cx(styles.trigger, className)}>
          {children}
        </span>
      </Focusable>
    </Tooltip>
  );
}
