import { Clock } from "lucide-react";
import { Badge } from "../Badge.tsx";
import { formatClock } from "../format.ts";
import { TooltipText } from "../Tooltip.tsx";

/** What is shown was answered then, and its source does not answer now: the reason is told on hover and focus. */
export function HeldBadge({
  sinceMs,
  reason,
  zone,
}: {
  readonly sinceMs: number;
  readonly reason: string;
  readonly zone: "utc" | "local";
}) {
  return (
    <TooltipText content={reason}>
      <Badge tone="warning" icon={Clock}>
        As of {formatClock(sinceMs, zone)}
      </Badge>
    </TooltipText>
  );
}
