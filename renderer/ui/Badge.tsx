import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Badge.module.css";
import { cx } from "./cx.ts";
import { Icon } from "./Icon.tsx";
import { type Status, StatusIcon } from "./StatusIcon.tsx";
import type { Tone } from "./tone.ts";

/** A state in one or two words, 18 px. Give it a silhouette (`status` or `icon`) when colour carries meaning. */
export function Badge({
  tone = "neutral",
  status,
  icon,
  className,
  children,
}: {
  readonly tone?: Tone;
  readonly status?: Status;
  readonly icon?: LucideIcon;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <span className={cx(styles.badge, tone !== "neutral" && styles[tone], className)}>
      {status ? <StatusIcon status={status} size={10} /> : null}
      {icon ? <Icon of={icon} size={12} /> : null}
      {children}
    </span>
  );
}
