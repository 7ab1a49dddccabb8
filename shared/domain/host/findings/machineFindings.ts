import { formatBytes, formatRatioPercent } from "../../format/numbers.ts";
import type { Filesystem, Service } from "../model.ts";
import { type FindingDraft, sentences } from "./findingDraft.ts";
import { thresholds } from "./thresholds.ts";

function serviceDraft(service: Service): FindingDraft {
  const restarts =
    service.restarts !== null && service.restarts > 0 ? `It was restarted ${service.restarts} times` : "";
  const where =
    service.manager === "systemd" ? `journalctl -u ${service.name}` : `${service.manager} logs ${service.name}`;
  return {
    kind: "serviceFailed",
    key: `${service.manager} ${service.name}`,
    severity: "warning",
    title: `${service.name} has failed`,
    detail: sentences(`${service.manager} says: ${service.stateText}`, restarts, `Read ${where}`),
    ...(service.exitCode === null ? {} : { value: `exit ${service.exitCode}` }),
  };
}

/** Share of what may be used: df leaves the blocks that only root may fill out of both. */
function usedRatio({ usedBytes, availableBytes }: Filesystem): number {
  const usable = usedBytes + availableBytes;
  return usable > 0 ? usedBytes / usable : 0;
}

function filesystemDraft(filesystem: Filesystem): FindingDraft | null {
  const ratio = usedRatio(filesystem);
  const isFull = ratio >= thresholds.filesystemCriticalRatio;
  const isNearlyFull =
    ratio >= thresholds.filesystemWarningRatio && filesystem.availableBytes < thresholds.filesystemFreeBytes;
  if (!isFull && !isNearlyFull) return null;
  return {
    kind: "filesystemFull",
    key: filesystem.mount,
    severity: isFull ? "critical" : "warning",
    title: `${filesystem.mount} is ${isFull ? "full" : "nearly full"}`,
    detail: sentences(
      `${formatBytes(Math.max(0, filesystem.availableBytes))} of ${formatBytes(filesystem.sizeBytes)} are left`,
      "Checkpoints, logs and containers that write there fail when it is full. Look for old ones",
    ),
    value: formatRatioPercent(ratio),
    limit: formatRatioPercent(thresholds.filesystemWarningRatio),
  };
}

/** What services and filesystems show. */
export function machineFindings(
  services: readonly Service[],
  filesystems: readonly Filesystem[],
): readonly FindingDraft[] {
  return [
    ...services.filter((service) => service.state === "failed").map(serviceDraft),
    ...filesystems.map(filesystemDraft).filter((draft) => draft !== null),
  ];
}
