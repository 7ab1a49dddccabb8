import type { ComponentProps, ReactNode } from "react";
import styles from "./Button.module.css";
import { cx } from "./cx.ts";

interface RowButtonProps extends Omit<ComponentProps<"button">, "className" | "style" | "type"> {
  /** `quiet`: a link that waits to be found. */
  readonly variant?: "default" | "ghost" | "link" | "quiet";
  /** Of 12 px. */
  readonly icon?: ReactNode;
  /** Without children the button shows its icon alone and needs an `aria-label`. */
  readonly children?: ReactNode;
}

/** A button in the rows of a long table: the looks of `Button` on the browser's own element, which is quick to draw by the hundred. */
export function RowButton({ variant = "default", icon, children, ...rest }: RowButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      className={cx(
        styles.button,
        variant === "link" || variant === "quiet" ? styles.link : styles.sm,
        (variant === "ghost" || variant === "quiet") && styles[variant],
        children === undefined && styles.iconOnly,
      )}
    >
      {icon}
      {children}
    </button>
  );
}
