import { X } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Badge.module.css";
import { Button } from "./Button.tsx";
import { cx } from "./cx.ts";

/** A label such as `team=llm`, 20 px; with `onRemove` it carries its own remove button. */
export function Chip({
  mono = false,
  removeLabel = "Remove",
  onRemove,
  children,
}: {
  readonly mono?: boolean;
  readonly removeLabel?: string;
  readonly onRemove?: () => void;
  readonly children: ReactNode;
}) {
  return (
    <span className={cx(styles.chip, mono && "mono")}>
      {children}
      {onRemove ? <Button variant="link" icon={X} aria-label={removeLabel} onPress={onRemove} /> : null}
    </span>
  );
}
