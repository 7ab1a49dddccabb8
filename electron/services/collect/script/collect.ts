import type { CollectPlan, Section } from "../../../../shared/domain/collect/protocol.ts";
import { preamble, shellCommand, watcher } from "./command.ts";

/**
 * The loop that reads a host: one tick per interval on the host's own monotonic clock, what a tick took is taken off the
 * pause, missed ticks are skipped and not made up for. The first tick reads every section, host and GPU first.
 *
 * At most one nvidia-smi at a time: within a tick the sections run one after the other.
 */
export function collectCommand(plan: CollectPlan): string {
  return shellCommand("collect", plan, [
    ...preamble,
    "set -f",
    ...watcher,
    ...procFiles,
    `I=${Math.max(1, Math.round(plan.intervalMs / 10))}`,
    // Fractions of a second are a build option of busybox's sleep.
    "sleep 0.01 2>/dev/null && F=1 || F=",
    'k() { [ $n -eq 0 ] || [ -n "$r" ] || [ $((n % $1)) -eq 0 ] ; }',
    "n=0",
    "K= ; E=",
    "t",
    "d=$c",
    "while : ; do",
    "t",
    "r=$R",
    "R=",
    'printf "%s F %s %s\\n" "$H" $n $u',
    ...sectionOrder.flatMap((section) => paced(plan, section)),
    "t",
    'printf "%s E %s %s\\n" "$H" $n $u',
    "n=$((n + 1))",
    "d=$((d + I))",
    "[ $d -gt $c ] || d=$((c - (c - d) % I + I))",
    "s=$((d - c))",
    'if [ -n "$F" ] ; then',
    "x sleep $((s / 100)).$((s / 10 % 10))$((s % 10))",
    "else",
    "x sleep $(((s + 99) / 100))",
    "fi",
    "done",
  ]);
}

/** The order within a tick; `ps` and `cgroup` are read with `apps`, for the processes it names. */
export const sectionOrder = [
  "host",
  "gpu",
  "apps",
  "units",
  "containers",
  "filesystems",
  "kernel",
  "xml",
] as const satisfies readonly Section[];

/** Per-process and whole-call bounds: see `T` in the preamble. */
const gpuFormat = "--format=csv,noheader,nounits";
export const gpuQuery = (plan: CollectPlan) => `--query-gpu=${plan.gpuFields.join(",")} ${gpuFormat}`;

/** What is there to read, and how many cores: their lines would be most of the bytes on a large host. */
const procFiles = [
  'cpus=$(grep -c "^cpu[0-9]" /proc/stat)',
  "P=",
  "for f in stat meminfo loadavg uptime net/dev diskstats pressure/cpu pressure/memory pressure/io ; do",
  '[ -r /proc/$f ] && P="$P /proc/$f"',
  "done",
];

function paced(plan: CollectPlan, section: (typeof sectionOrder)[number]): readonly string[] {
  const ticks = plan.pace[section];
  const lines = ticks === undefined ? [] : readers[section](plan);
  if (ticks === undefined || lines.length === 0) return [];
  return ticks === 1 ? lines : [`if k ${ticks} ; then`, ...lines, "fi"];
}

const modelServing =
  "vllm*|*-vllm*|sglang*|*-sglang*|tgi*|text-generation*|triton*|*inference*|ollama*|llama*|tensorrt*|nim-*|ray*|nvidia-*|dcgm*|*model*";

const unitProperties =
  "Id,LoadState,ActiveState,SubState,Result,NRestarts,ExecMainCode,ExecMainStatus,StateChangeTimestampMonotonic,ActiveEnterTimestampMonotonic,InactiveEnterTimestampMonotonic";

const listUnits = "systemctl list-units --type=service --all --plain --no-legend --no-pager";

const readers: Readonly<Record<(typeof sectionOrder)[number], (plan: CollectPlan) => readonly string[]>> = {
  host: () => [
    'grep -H -v -e "^intr " -e "^softirq " -e "^cpu[0-9]" -e " loop[0-9]" -e " ram[0-9]" -e "^ *veth" $P 2>/dev/null',
    "h=$?",
    'printf "/proc/stat:cpus %s\\n" $cpus',
    "m host $h",
  ],
  gpu: (plan) => (plan.gpuFields.length === 0 ? [] : [`x $T ${plan.nvidiaSmi} ${gpuQuery(plan)} 2>&1`, "m gpu $Q"]),
  apps: (plan) => [
    `a=$($T ${plan.nvidiaSmi} --query-compute-apps=gpu_uuid,pid,process_name,used_gpu_memory ${gpuFormat} 2>&1)`,
    "Q=$?",
    'printf "%s\\n" "$a"',
    "m apps $Q",
    // The process name may hold commas, so only what is before it is looked at: uuid, pid.
    'b=$(printf "%s\\n" "$a" | while IFS=, read -r z b e ; do [ "$b" -gt 0 ] 2>/dev/null && echo $b ; done)',
    "p= ; g=",
    'for b in $b ; do p=$p,$b ; g="$g /proc/$b/cgroup" ; done',
    'if [ -n "$p" ] ; then',
    `x $T ps -o pid=,user:32=,etimes=,args= -p \${p#,} 2>&1`,
    "m ps $Q",
    'grep -H "" $g 2>/dev/null',
    "m cgroup $?",
    "fi",
  ],
  xml: (plan) => [`x $T ${plan.nvidiaSmi} -q -x 2>&1`, "m xml $Q"],
  filesystems: () => ["df -P -k -l / >/dev/null 2>&1 && l=-l || l=", "x $T df -P -k $l 2>&1", "m filesystems $Q"],
  units: (plan) => [
    ...(plan.units.length > 0
      ? [`U="${plan.units.join(" ")}"`]
      : [
          `U=$($T ${listUnits} 2>/dev/null | while read -r a l b z ; do`,
          `case $l:$b:$a in not-found:*) ;; *:failed:*) echo $a ;; *) case $a in ${modelServing}) echo $a ;; esac ;; esac`,
          "done)",
        ]),
    `if [ -n "$U" ] ; then`,
    `x $T systemctl show --no-pager -p ${unitProperties} $U 2>&1`,
    "else",
    `x $T ${listUnits} -q --state=failed 2>&1`,
    "fi",
    "m units $Q",
  ],
  containers: ({ containerTool: tool }) =>
    tool === null
      ? []
      : [
          `x $T ${tool} ps -a --no-trunc --format "{{json .}}" 2>&1`,
          "q=$Q",
          `i=$($T ${tool} ps -aq 2>/dev/null)`,
          `[ -n "$i" ] && x $T ${tool} inspect -f "{{.Id}} {{.RestartCount}} {{.State.Status}} {{.State.StartedAt}} {{.State.OOMKilled}}" $i 2>/dev/null`,
          "m containers $q",
        ],
  // `dmesg` where it is allowed, else the journal where it shows kernel lines; with neither, both refusals are the text.
  kernel: () => [
    'if [ -n "$K$E" ] ; then',
    ":",
    "elif dmesg >/dev/null 2>&1 ; then",
    "K=dmesg",
    'elif [ -n "$($T journalctl -k -n 1 -q --no-pager 2>/dev/null)" ] ; then',
    'K="journalctl -k -b -q --no-pager -o short-monotonic"',
    "else",
    "E=1",
    "fi",
    'if [ -n "$K" ] ; then',
    "$T $K 2>/dev/null | grep -e NVRM -e Xid | tail -n 200",
    "m kernel 0",
    "else",
    "{ dmesg 2>&1 | tail -n 1 ; $T journalctl -k -n 1 --no-pager 2>&1 | tail -n 4 ; }",
    "m kernel 1",
    "fi",
  ],
};
