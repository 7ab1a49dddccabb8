import { formatCelsius, formatHertz, formatWatts } from "../format/numbers.ts";
import { type Gpu, type GpuSubsystem, isMissing, type Reading, type XidEvent } from "../gpu/model.ts";
import { subsystemAdvice } from "../gpu/subsystem.ts";
import { throttleVerdict } from "../gpu/throttle.ts";
import { xidMeaning } from "../gpu/xid.ts";
import { type FindingDraft, sentences } from "./findingDraft.ts";
import type { Severity } from "./state.ts";
import { thresholds } from "./thresholds.ts";

export interface GpuFindingsInput {
  readonly gpuSubsystem: GpuSubsystem;
  readonly gpus: readonly Gpu[];
  /** GPU uuid to the temperature at which it slows down, where the XML told one. */
  readonly slowdownCelsius: ReadonlyMap<string, number>;
  readonly xids: readonly XidEvent[];
  readonly nowMs: number;
}

function label({ index, busId }: Gpu): string {
  if (index !== null) return `GPU ${index}`;
  return busId === null ? "A GPU" : `The GPU at ${busId}`;
}

function keyOf({ uuid, busId, index }: Gpu): string {
  return uuid ?? busId ?? `index ${index}`;
}

function about(gpu: Gpu, draft: Omit<FindingDraft, "key" | "gpu">): FindingDraft {
  return { ...draft, key: keyOf(gpu), gpu };
}

const driverSays = (text: string | null) => (text ? `The driver says: ${text}` : "");

/** The whole GPU is out of order. `isListing`: nvidia-smi itself works, so each GPU speaks for itself. */
function stateDraft(gpu: Gpu, isListing: boolean): FindingDraft | null {
  const name = label(gpu);
  switch (gpu.state) {
    case "ok":
      return null;
    case "lost":
      return about(gpu, {
        kind: "gpuLost",
        severity: "critical",
        title: `${name} is lost`,
        detail: sentences(
          "The host cannot reach it any more; jobs that used it have failed",
          driverSays(gpu.stateText),
          "Drain the host and restart it. If it stays away, check seating, power and the slot",
        ),
      });
    case "absent":
      if (!isListing) return null;
      return about(gpu, {
        kind: "gpuAbsent",
        severity: "critical",
        title: `${name} is not listed any more`,
        detail: sentences(
          `${gpu.name} was read here before`,
          "Compare with lspci and the kernel log: it was removed, hidden from this login, or fell off the bus",
        ),
      });
    case "requiresReset":
      return about(gpu, {
        kind: "gpuRequiresReset",
        severity: "critical",
        title: `${name} requires a reset`,
        detail: sentences(
          "It takes no new work until then",
          driverSays(gpu.stateText),
          "Move work off it and reset it",
        ),
      });
    case "unreadable":
      if (!isListing) return null;
      return about(gpu, {
        kind: "gpuUnreadable",
        severity: "warning",
        title: `${name} cannot be read`,
        detail: sentences(driverSays(gpu.stateText), "Jobs on it may still run. Check the kernel log for Xid errors"),
      });
  }
}

function valueAndLimit<T>(
  value: Reading<T>,
  limit: Reading<T> | undefined,
  format: (shown: T) => string,
): Pick<FindingDraft, "value" | "limit"> {
  return {
    ...(isMissing(value) ? {} : { value: format(value) }),
    ...(limit === undefined || isMissing(limit) ? {} : { limit: format(limit) }),
  };
}

function throttleDraft(gpu: Gpu, slowdownCelsius: number | undefined): FindingDraft | null {
  if (isMissing(gpu.throttleReasons)) return null;
  const verdict = throttleVerdict(gpu.throttleReasons);
  if (verdict.kind !== "problem") return null;
  const isThermal = verdict.words.startsWith("thermal");
  const figures = isThermal
    ? valueAndLimit(gpu.temperatureCelsius, slowdownCelsius, formatCelsius)
    : valueAndLimit(gpu.powerDrawWatts, gpu.powerLimitWatts, formatWatts);
  const clock = isMissing(gpu.smClockHertz) ? "" : `The SM clock is at ${formatHertz(gpu.smClockHertz)}`;
  return about(gpu, {
    kind: "gpuThrottled",
    severity: "warning",
    title: `${label(gpu)} is throttled: ${verdict.words}`,
    detail: sentences(
      "Work on it runs slower, and so do jobs that wait for it",
      clock,
      isThermal
        ? "Check fans, airflow and inlet temperature, or lower its power limit"
        : "Check power supplies and the rack's power budget",
    ),
    ...figures,
  });
}

/** Degrees left until the driver slows the GPU down, and the limit that is shown for it. */
function headroom(gpu: Gpu, slowdownCelsius: number | undefined): { left: number; limit: number } | null {
  const { temperatureCelsius: temperature, temperatureMarginCelsius: margin } = gpu;
  if (isMissing(temperature)) return null;
  if (slowdownCelsius !== undefined) return { left: slowdownCelsius - temperature, limit: slowdownCelsius };
  if (!isMissing(margin)) return { left: margin, limit: temperature + margin };
  const slowdown = thresholds.hotCelsius + thresholds.hotMarginCelsius;
  return { left: slowdown - temperature, limit: thresholds.hotCelsius };
}

function hotDraft(gpu: Gpu, slowdownCelsius: number | undefined, wasHot: boolean): FindingDraft | null {
  const room = headroom(gpu, slowdownCelsius);
  const release = wasHot ? thresholds.hotReleaseCelsius : 0;
  if (room === null || room.left > thresholds.hotMarginCelsius + release) return null;
  return about(gpu, {
    kind: "gpuHot",
    severity: "warning",
    title: `${label(gpu)} is hot`,
    detail: "It will be slowed down when it gets hotter. Check fans, airflow and inlet temperature.",
    ...valueAndLimit(gpu.temperatureCelsius, room.limit, formatCelsius),
  });
}

function memoryDrafts(gpu: Gpu): readonly (FindingDraft | null)[] {
  const name = label(gpu);
  const errors = gpu.eccUncorrectedVolatile;
  return [
    gpu.remapFailure === true
      ? about(gpu, {
          kind: "gpuRemapFailed",
          severity: "critical",
          title: `${name} could not replace a bad memory row`,
          detail: "Its memory is not reliable any more. Drain it and ask the vendor for a replacement.",
        })
      : null,
    gpu.remapPending === true || gpu.retiredPagesPending === true
      ? about(gpu, {
          kind: "gpuRemapPending",
          severity: "warning",
          title:
            gpu.remapPending === true ? `${name} has a row remap pending` : `${name} has a page retirement pending`,
          detail: "Bad memory is still in use until the GPU is reset. Drain it and reset it when you can.",
        })
      : null,
    typeof errors === "number" && errors > 0
      ? about(gpu, {
          kind: "gpuEccUncorrected",
          severity: "critical",
          title: `${name} has uncorrected memory errors`,
          detail: "Results of jobs that ran on it since the driver was loaded are suspect. Drain it and reset it.",
          value: String(errors),
          limit: "0",
        })
      : null,
  ];
}

function recoveryDraft(gpu: Gpu): FindingDraft | null {
  const action = gpu.recoveryAction;
  if (isMissing(action) || action.toLowerCase() === "none") return null;
  return about(gpu, {
    kind: "gpuRecoveryAction",
    severity: action.toLowerCase() === "drain p2p" ? "warning" : "critical",
    title: `The driver asks to recover ${label(gpu)}: ${action}`,
    detail: "Move work off it, then do what the driver asks.",
    value: action,
  });
}

const subsystemSeverity: Readonly<Record<GpuSubsystem["kind"], Severity>> = {
  unknown: "info",
  ok: "info",
  commandNotFound: "info",
  permissionDenied: "warning",
  driverMismatch: "critical",
  driverNotLoaded: "critical",
  noDevices: "warning",
  blockedByOs: "warning",
  infoRomCorrupted: "warning",
  hung: "critical",
  unreadable: "critical",
};

const subsystemTitle: Readonly<Record<GpuSubsystem["kind"], string>> = {
  unknown: "nvidia-smi has not answered yet",
  ok: "nvidia-smi answers",
  commandNotFound: "No nvidia-smi on this host",
  permissionDenied: "The GPUs may not be read",
  driverMismatch: "GPU driver and library versions differ",
  driverNotLoaded: "The GPU driver is not loaded",
  noDevices: "The driver sees no GPU",
  blockedByOs: "The operating system blocks the GPUs",
  infoRomCorrupted: "A GPU's infoROM is corrupted",
  hung: "nvidia-smi hangs",
  unreadable: "nvidia-smi gives no readings",
};

/** Losing GPUs that were read before is worse than never having seen one. */
function subsystemDraft({ gpuSubsystem: { kind, text }, gpus }: GpuFindingsInput): FindingDraft | null {
  if (kind === "ok" || kind === "unknown") return null;
  // The lost GPU is the reason, and says more.
  if (kind === "unreadable" && gpus.some((gpu) => gpu.state === "lost")) return null;
  const { meaning, action } = subsystemAdvice(kind);
  const isLoss = gpus.length > 0 && (kind === "commandNotFound" || kind === "noDevices");
  return {
    kind: "gpuSubsystem",
    key: "",
    severity: isLoss ? "critical" : subsystemSeverity[kind],
    title: subsystemTitle[kind],
    detail: sentences(meaning, kind === "unreadable" ? text : "", action),
  };
}

function xidDrafts({ xids, gpus, nowMs }: GpuFindingsInput): readonly FindingDraft[] {
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
      title: `Xid ${first.code} on ${gpu ? label(gpu) : `the GPU at ${first.busId}`}`,
      detail: sentences(meaning.summary, last.text, process, meaning.action),
      sinceMs: first.atMs,
      value: count === 1 ? "1 event" : `${count} events`,
      ...(gpu ? { gpu } : {}),
    };
  });
}

/** What the GPUs and nvidia-smi show. `wasHot` tells by key which GPUs were hot the last time. */
export function gpuFindings(input: GpuFindingsInput, wasHot: (key: string) => boolean): readonly FindingDraft[] {
  const { kind } = input.gpuSubsystem;
  const isListing = kind === "ok" || kind === "infoRomCorrupted";
  const drafts: (FindingDraft | null)[] = [subsystemDraft(input)];
  for (const gpu of input.gpus) {
    const slowdown = gpu.uuid === null ? undefined : input.slowdownCelsius.get(gpu.uuid);
    const throttled = throttleDraft(gpu, slowdown);
    drafts.push(stateDraft(gpu, isListing), throttled);
    if (!throttled?.title.includes("thermal")) drafts.push(hotDraft(gpu, slowdown, wasHot(keyOf(gpu))));
    drafts.push(...memoryDrafts(gpu), recoveryDraft(gpu));
  }
  return [...drafts.filter((draft) => draft !== null), ...xidDrafts(input)];
}
