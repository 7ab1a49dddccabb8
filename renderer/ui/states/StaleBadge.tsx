import { Clock } from "lucide-react";
import { Badge } from "../Badge.tsx";
import { formatAge } from "../format.ts";

/** Old values stay on screen; this says how old they are. */
export function StaleBadge({ ageMs }: { readonly ageMs: number }) {
  return (
    <Badge tone="warning" icon={Clock}>
      Stale {formatAge(ageMs)}
    </Badge>
  );
}
