import type { HostSummary } from "../../../state/types.ts";

type FindingKind = HostSummary["findings"][number]["kind"];

export interface HeaderTrouble {
  readonly severity: "critical" | "warning";
  readonly text: string;
}

const counted: readonly {
  readonly kinds: readonly FindingKind[];
  readonly severity: HeaderTrouble["severity"];
  readonly words: readonly [one: string, many: string];
}[] = [
  { kinds: ["gpuLost", "gpuAbsent"], severity: "critical", words: ["GPU lost", "GPUs lost"] },
  { kinds: ["gpuUnreadable"], severity: "critical", words: ["GPU not readable", "GPUs not readable"] },
  { kinds: ["gpuRequiresReset"], severity: "critical", words: ["GPU needs a reset", "GPUs need a reset"] },
  { kinds: ["gpuThrottled"], severity: "warning", words: ["GPU throttled", "GPUs throttled"] },
];

/** What is wrong with the host's GPUs beside its name: nvidia-smi as a whole, then GPUs in numbers; the table says which. */
export function headerTroubles({ findings }: Pick<HostSummary, "findings">): readonly HeaderTrouble[] {
  const subsystem = findings.flatMap(({ kind, severity, title }) =>
    kind === "gpuSubsystem" && severity !== "info" ? [{ severity, text: title }] : [],
  );
  const gpus = counted.flatMap(({ kinds, severity, words: [one, many] }) => {
    const count = findings.filter(({ kind }) => kinds.includes(kind)).length;
    return count === 0 ? [] : [{ severity, text: `${count} ${count === 1 ? one : many}` }];
  });
  return [...subsystem, ...gpus];
}
