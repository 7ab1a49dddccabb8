import { useNow } from "../../state/now.ts";
import { None } from "../../ui/Value.tsx";
import { ageText } from "./words.ts";

/** How long ago a time is; the cell alone redraws as that moves on. */
export function Age({ sinceMs }: { readonly sinceMs: number | null }) {
  const nowMs = useNow();
  return sinceMs === null ? <None /> : ageText(nowMs - sinceMs);
}
