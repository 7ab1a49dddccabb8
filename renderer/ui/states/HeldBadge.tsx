import { Clock } from "lucide-react";
import { Badge } from "../Badge.tsx";
import { formatClock } from "../format.ts";
import { Icon } from "../Icon.tsx";
import { TooltipText } from "../Tooltip.tsx";
import styles from "./states.module.css";

/** What is shown was answered then, and its source does not answer now: the reason is told on hover and focus. */
export function HeldBadge({
  sinceMs,
  reason,
  isTold,
  zone,
}: {
  readonly sinceMs: number;
  readonly reason: string;
  /** A banner says already that the source is down: its panels are marked, and do not repeat it. */
  readonly isTold: boolean;
  readonly zone: "utc" | "local";
}) {
  const words = `As of ${formatClock(sinceMs, zone)}`;
  return (
    <TooltipText content={reason}>
      {isTold ? (
        <span className={styles.held}>
          <Icon of={Clock} size={12} />
          {words}
        </span>
      ) : (
        <Badge tone="warning" icon={Clock}>
          {words}
        </Badge>
      )}
    </TooltipText>
  );
}
