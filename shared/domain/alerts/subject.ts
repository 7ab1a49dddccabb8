import type { Alert } from "./alert.ts";
import { hostOf } from "./alertWords.ts";

/** What an alert is about, so far as its name and labels tell: a fault of a host, or of a part of it. */
export interface Subject {
  readonly topic: string;
  readonly host: string;
  /** Index of a GPU, a mount point, an event of a GPU; null where no label tells. */
  readonly part: string | null;
}

/** By the words that names of rules in use have. */
const topics: readonly (readonly [string, RegExp])[] = [
  ["away", /^(host|node|instance|machine).*(down|unreachable|stale|stopped|notready)/i],
  ["xid", /xid/i],
  ["lost", /gpu.*(missing|lost|absent|fell)/i],
  ["throttle", /throttl|slowdown/i],
  ["heat", /gpu.*(hot|temp)/i],
  ["remapFailed", /remap.*fail/i],
  ["remapPending", /remap.*pending/i],
  ["ecc", /ecc.*(uncorrect|dbe|double)/i],
  ["disk", /(filesystem|disk).*(full|space|fill)/i],
];

/** Null for an alert of which it cannot be told. */
export function subjectOf({ name, labels }: Pick<Alert, "name" | "labels">): Subject | null {
  const host = hostOf({ labels });
  const topic = topics.find(([, pattern]) => pattern.test(name))?.[0];
  if (host === null || topic === undefined) return null;
  return { topic, host, part: partOf(topic, labels) ?? null };
}

function partOf(
  topic: string,
  { about, mountpoint, gpu, pci_bus_id: busId, xid }: Alert["labels"],
): string | undefined {
  if (topic === "disk") return mountpoint ?? about;
  if (topic === "xid") return about ?? (busId && xid ? `${busId} ${xid}` : gpu);
  return gpu;
}

/** The same fault, told by two: where one names no part, it is taken to mean the other's. */
export function isSameSubject(a: Subject, b: Subject): boolean {
  return a.topic === b.topic && a.host === b.host && (a.part === b.part || a.part === null || b.part === null);
}
