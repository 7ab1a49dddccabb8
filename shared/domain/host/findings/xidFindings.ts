import type { Gpu, XidEvent } from "../../gpu/model.ts";
import { xidMeaning } from "../../gpu/xid.ts";
import { type FindingDraft, sentences } from "./findingDraft.ts";
import { gpuLabel } from "./gpuDraft.ts";
import { thresholds } from "./thresholds.ts";

/** One finding for each GPU and code, over the last hour. */
export function xidDrafts(xids: readonly XidEvent[], gpus: readonly Gpu[], nowMs: number): readonly FindingDraft[] {
  if (xids.length === 0) return [];
  const shown = new Map<string, { first: XidEvent; last: XidEvent; count: number }>();
  for (const event of xids) {
    if (nowMs - event.atMs > thresholds.xidShownMs || xidMeaning(event.code).severity === "info") continue;
    const key = `${event.busId} ${event.code}`;
    const known = shown.get(key);
    if (!known) shown.set(key, { first: event, last: event, count: 1 });
    else {
      known.count += 1;
      if (event.atMs < known.first.atMs) known.first = event;
      if (event.atMs >= known.last.atMs) known.last = event;
    }
  }
  return [...shown].map(([key, { first, last, count }]): FindingDraft => {
    const gpu = gpus.find((candidate) => candidate.busId === first.busId);
    const meaning = xidMeaning(first.code);
    const process =
      last.processName === null ? "" : `Process: ${last.processName}${last.pid === null ? "" : ` (${last.pid})`}`;
    return {
      kind: "gpuXid",
      key,
      severity: meaning.severity,
      title: `Xid ${first.code} on ${gpu ? gpuLabel(gpu) : `the GPU at ${first.busId}`}`,
      detail: sentences(meaning.summary, last.text, process, meaning.action),
      sinceMs: first.atMs,
      value: count === 1 ? "1 event" : `${count} events`,
      ...(gpu ? { gpu } : {}),
    };
  });
}
