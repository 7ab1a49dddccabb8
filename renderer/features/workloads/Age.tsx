import { useNow } from "../../state/now.ts";
import { formatAge } from "../../ui/format.ts";
import { None } from "../../ui/Value.tsx";

/** How long ago a time is; the cell alone redraws as that moves on. */
export function Age({ sinceMs }: { readonly sinceMs: number | null }) {
  const nowMs = useNow();
  return sinceMs === null ? <None /> : formatAge(nowMs - sinceMs);
}
