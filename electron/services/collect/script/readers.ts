import type { CollectPlan, Section } from "../../../../shared/domain/collect/protocol.ts";

export type JobSection = Exclude<Section, "facts" | "tools" | "version" | "list" | "fields" | "host" | "ps" | "cgroup">;

/** What asks nvidia-smi, in the order of a job. */
export const gpuSections: readonly JobSection[] = ["gpu", "apps", "xml"];

const gpuFormat = "--format=csv,noheader,nounits";
export const gpuQuery = (plan: CollectPlan) => `--query-gpu=${plan.gpuFields.join(",")} ${gpuFormat}`;

/** By the loop itself: /proc answers at once, and its lines need not be kept. */
export const readHost: readonly string[] = [
  "g",
  "s",
  'grep -H -v -e "^intr " -e "^softirq " -e "^cpu[0-9]" -e " loop[0-9]" -e " ram[0-9]" -e "^ *veth" $P 2>/dev/null',
  "i=$?",
  'printf "/proc/stat:cpus %s\\n" $cpus',
  "m host $i",
  "G",
];

/** `ps` and the control groups of the processes in `v` (pids with commas between), for `apps`. */
export const readPs = (): readonly string[] => [
  ...whole("ps", "ps -o pid=,user:32=,etimes=,args= -p $v"),
  "s",
  "i= ; z=$IFS ; IFS=,",
  'for a in $v ; do i="$i /proc/$a/cgroup" ; done',
  "IFS=$z",
  'a=$(grep -H "" $i 2>/dev/null)',
  'e cgroup $? "$a"',
];

const modelServing =
  "vllm*|*-vllm*|sglang*|*-sglang*|tgi*|text-generation*|triton*|*inference*|ollama*|llama*|tensorrt*|nim-*|ray*|nvidia-*|dcgm*|*model*";

const unitProperties =
  "Id,LoadState,ActiveState,SubState,Result,NRestarts,ExecMainCode,ExecMainStatus,StateChangeTimestampMonotonic,ActiveEnterTimestampMonotonic,InactiveEnterTimestampMonotonic";

const listUnits = "systemctl list-units --type=service --all --plain --no-legend --no-pager";

/** What a job keeps of one call: see `o` in `jobs.ts`. The console takes no more either. */
const mostBytes = 1 << 20;
const mostXmlBytes = 8 << 20;

/** One call within its bounds, as a section. */
const whole = (section: Section, command: string, bytes = mostBytes): readonly string[] => [
  "s",
  `o ${bytes} ${command}`,
  `e ${section} $q "$a"`,
];

/** The shell text of each section, in the order in which jobs are started. */
export const readers: Readonly<Record<JobSection, (plan: CollectPlan) => readonly string[]>> = {
  gpu: (plan) => whole("gpu", `${plan.nvidiaSmi} ${gpuQuery(plan)}`),
  apps: (plan) => [
    ...whole("apps", `${plan.nvidiaSmi} --query-compute-apps=gpu_uuid,pid,process_name,used_gpu_memory ${gpuFormat}`),
    // The process name may hold commas, so only what is before it is looked at: uuid, pid.
    'i=$(printf "%s\\n" "$a" | while IFS=, read -r z o a ; do [ "$o" -gt 0 ] 2>/dev/null && echo $o ; done)',
    "a=",
    "for i in $i ; do a=$a,$i ; done",
    // Looked up by a job of its own: ps can hang where a process does.
    'if [ -z "$a" ] ; then',
    ":",
    'elif [ -n "$A" ] ; then',
    `echo \${a#,} >&5`,
    "kill -USR2 $$",
    "else",
    `v=\${a#,} ; Y=1`,
    "fi",
  ],
  units: (plan) => [
    "s",
    ...(plan.units.length > 0
      ? [`i="${plan.units.join(" ")}"`]
      : [
          `i=$($T ${listUnits} 2>/dev/null | while read -r a l b z ; do`,
          `case $l:$b:$a in not-found:*) ;; *:failed:*) echo $a ;; *) case $a in ${modelServing}) echo $a ;; esac ;; esac`,
          "done)",
        ]),
    'if [ -n "$i" ] ; then',
    `o ${mostBytes} systemctl show --no-pager -p ${unitProperties} $i`,
    "else",
    `o ${mostBytes} ${listUnits} -q --state=failed`,
    "fi",
    'e units $q "$a"',
  ],
  containers: ({ containerTool: tool }) => [
    "s",
    `o ${mostBytes} ${tool} ps -a --no-trunc --format "{{json .}}"`,
    "w=$a ; h=$q",
    `i=$($T ${tool} ps -aq 2>/dev/null | head -n 2000)`,
    "a=",
    `[ -z "$i" ] || o ${mostBytes} ${tool} inspect -f "{{.Id}} {{.RestartCount}} {{.State.Status}} {{.State.StartedAt}} {{.State.OOMKilled}}" $i`,
    'e containers $h "$w$L$a"',
  ],
  filesystems: () => ["df -P -k -l / >/dev/null 2>&1 && i=-l || i=", ...whole("filesystems", "df -P -k $i")],
  // `dmesg` where it is allowed, else the journal where it shows kernel lines; with neither, both refusals are the text.
  kernel: () => [
    "s",
    "if $T dmesg >/dev/null 2>&1 ; then",
    "i=dmesg",
    'elif [ -n "$($T journalctl -k -n 1 -q --no-pager 2>/dev/null)" ] ; then',
    'i="journalctl -k -b -q --no-pager -o short-monotonic"',
    "else",
    "i=",
    "fi",
    'if [ -n "$i" ] ; then',
    "a=$($T $i 2>/dev/null | grep -e NVRM -e Xid -e ut.of.memory | tail -n 200)",
    'e kernel 0 "$a"',
    "else",
    "a=$({ $T dmesg 2>&1 | tail -n 1 ; $T journalctl -k -n 1 --no-pager 2>&1 | tail -n 4 ; })",
    'e kernel 1 "$a"',
    "fi",
  ],
  xml: (plan) => whole("xml", `${plan.nvidiaSmi} -q -x`, mostXmlBytes),
};
