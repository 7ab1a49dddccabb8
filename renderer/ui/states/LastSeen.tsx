import { formatClock } from "../format.ts";

/** Beside a figure whose series stopped: what it shows is the last that was measured. */
export function LastSeen({ atMs, zone }: { readonly atMs: number; readonly zone: "utc" | "local" }) {
  return <span className="fg3 nowrap">last seen {formatClock(atMs, zone)}</span>;
}
