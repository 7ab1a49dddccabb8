import type { LucideIcon } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import styles from "./Button.module.css";
import { cx } from "./cx.ts";
import { Icon } from "./Icon.tsx";
import { Keycap } from "./Keycap.tsx";

export type ButtonVariant = "default" | "primary" | "ghost" | "danger" | "dangerOutline" | "link";
type ButtonSize = "sm" | "md" | "lg";

export interface ButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
  readonly variant?: ButtonVariant;
  /** sm 20 px (in rows), md 24 px, lg 32 px (dialogs). */
  readonly size?: ButtonSize;
  readonly icon?: LucideIcon;
  /** The key that does the same, drawn inside. Registering it is up to `useKeys`. */
  readonly keys?: string | readonly string[];
  readonly className?: string;
  /** Without children the button shows its icon alone and needs an `aria-label`. */
  readonly children?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

/**
 * A verb and its object. One primary per region; `danger` only inside a confirming dialog. While what it asked for is under way
 * it is `isPending`, which looks disabled and keeps the focus: a disabled button would drop it, and the keyboard with it.
 */
export function Button({
  variant = "default",
  size = "md",
  icon,
  keys,
  className,
  children,
  isPending = false,
  onPress,
  ref,
  ...rest
}: ButtonProps) {
  const names = cx(
    styles.button,
    variant !== "default" && styles[variant],
    size !== "md" && styles[size],
    children === undefined && styles.iconOnly,
    isPending && styles.pending,
    className,
  );
  // The library's own way announces a button that may be gone with its dialog.
  const pressed = isPending ? { "aria-disabled": true } : onPress ? { onPress } : {};
  return (
    <AriaButton {...rest} {...pressed} className={names} {...(ref ? { ref } : {})}>
      {icon ? <Icon of={icon} size={size === "sm" || variant === "link" ? 12 : size === "lg" ? 16 : 14} /> : null}
      {children}
      {keys ? <Keycap keys={keys} /> : null}
    </AriaButton>
  );
}
