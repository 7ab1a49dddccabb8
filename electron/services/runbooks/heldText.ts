import { formatDuration } from "../../../shared/domain/format/duration.ts";
import { parseHolder } from "../../../shared/domain/runbook/lockHolder.ts";
import type { LockState } from "./onHost.ts";

/** Who is at work on a host or a cluster, since when, and whether that was left behind. */
export function heldText(
  target: string,
  { holder, ageSeconds, overdue }: Extract<LockState, { readonly kind: "held" }>,
): string {
  const known = parseHolder(holder);
  if (!known || ageSeconds === null) return `${target} has a lock that is none of Midwatch's: ${holder}`;
  const since = `${known.owner} has run ${known.runbook} on ${target} for ${formatDuration(ageSeconds)}`;
  return overdue ? `${since}, longer than it may take: its lock was left behind and may be taken over` : since;
}
