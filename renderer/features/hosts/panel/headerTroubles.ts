import type { HostSummary } from "../../../state/types.ts";

type FindingKind = HostSummary["findings"][number]["kind"];

export interface HeaderTrouble {
  readonly severity: "critical" | "warning";
  readonly text: string;
}

const counted: readonly {
  readonly kinds: readonly FindingKind[];
  readonly words: readonly [one: string, many: string];
}[] = [
  { kinds: ["gpuLost", "gpuAbsent"], words: ["GPU lost", "GPUs lost"] },
  { kinds: ["gpuUnreadable"], words: ["GPU not readable", "GPUs not readable"] },
  { kinds: ["gpuRequiresReset"], words: ["GPU needs a reset", "GPUs need a reset"] },
  { kinds: ["gpuRemapFailed", "gpuEccUncorrected"], words: ["GPU with bad memory", "GPUs with bad memory"] },
  { kinds: ["gpuThrottled"], words: ["GPU throttled", "GPUs throttled"] },
  { kinds: ["gpuRemapPending"], words: ["row remap pending", "row remaps pending"] },
];

/** What is wrong with the host's GPUs beside its name: nvidia-smi as a whole, then GPUs in numbers; the table says which. */
export function headerTroubles({ findings }: Pick<HostSummary, "findings">): readonly HeaderTrouble[] {
  const subsystem = findings.flatMap(({ kind, severity, title }) =>
    kind === "gpuSubsystem" && severity !== "info" ? [{ severity, text: title }] : [],
  );
  const gpus = counted.flatMap(({ kinds, words: [one, many] }): readonly HeaderTrouble[] => {
    const found = findings.filter(({ kind }) => kinds.includes(kind));
    const count = new Set(found.map(({ gpuIndex, id }) => gpuIndex ?? id)).size;
    if (count === 0) return [];
    const severity = found.some((one) => one.severity === "critical") ? "critical" : "warning";
    return [{ severity, text: `${count} ${count === 1 ? one : many}` }];
  });
  const isWarning = ({ severity }: HeaderTrouble) => severity === "warning";
  return [...subsystem, ...gpus].sort((a, b) => Number(isWarning(a)) - Number(isWarning(b)));
}
