import type { LucideIcon } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import styles from "./Button.module.css";
import { cx } from "./cx.ts";
import { Icon } from "./Icon.tsx";

interface RowButtonProps extends Omit<ComponentProps<"button">, "className" | "style" | "type"> {
  readonly variant?: "default" | "ghost" | "link";
  readonly icon?: LucideIcon;
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
        variant === "link" ? styles.link : styles.sm,
        variant === "ghost" && styles.ghost,
        children === undefined && styles.iconOnly,
      )}
    >
      {icon ? <Icon of={icon} size={12} /> : null}
      {children}
    </button>
  );
}
