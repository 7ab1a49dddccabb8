import { formatBytes } from "../format/numbers.ts";
import type { Gpu, XidEvent } from "../gpu/model.ts";
import { xidMeaning } from "../gpu/xid.ts";
import type { OomKill } from "../host/oom.ts";
import { type EventDraft, eventDraft } from "./fleetEvent.ts";

/** Xids of a host's kernel log. */
export function xidEvents(host: string, xids: readonly XidEvent[], gpus: readonly Gpu[]): readonly EventDraft[] {
  return xids.map(({ atMs, busId, code }) => {
    const { severity, summary } = xidMeaning(code);
    const gpuIndex = gpus.find((gpu) => gpu.busId === busId)?.index ?? null;
    return eventDraft({
      key: `xid ${host} ${busId} ${code}`,
      atMs,
      kind: "kernel",
      severity,
      title: `Xid ${code}`,
      text: `${host} GPU ${gpuIndex ?? busId}: ${summary}`,
      origin: "kernel",
      host,
      gpuIndex,
    });
  });
}

/** Processes that a host's kernel ended because memory ran out. */
export function oomEvents(host: string, kills: readonly OomKill[]): readonly EventDraft[] {
  return kills.map(({ atMs, pid, processName, scope, residentBytes }) => {
    const size = residentBytes === null ? "" : `, it held ${formatBytes(residentBytes)}`;
    const whose = scope === "group" ? "its container's memory ran out" : "the host's memory ran out";
    return eventDraft({
      key: `oom ${host} ${pid}`,
      atMs,
      kind: "kernel",
      severity: "critical",
      title: "OOM killed",
      text: `${host} ${processName} (${pid}): ${whose}${size}`,
      origin: "kernel",
      host,
    });
  });
}
