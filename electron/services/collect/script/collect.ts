import type { CollectPlan } from "../../../../shared/domain/collect/protocol.ts";
import { boundedCall, preamble, shellCommand, watcher } from "./command.ts";
import { jobHelpers, jobPipes, jobsOf } from "./jobs.ts";
import { readHost, readPs } from "./readers.ts";

/**
 * The loop that reads a host: one tick per interval on the host's own monotonic clock, what a tick took is taken off the
 * pause, missed ticks are skipped and not made up for. The first tick reads every section.
 *
 * `host` is read by the loop itself, the rest by jobs beside it: what hangs costs its own section (see `jobs.ts`).
 */
export function collectCommand(plan: CollectPlan): string {
  const jobs = jobsOf(plan);
  return shellCommand("collect", plan, [
    ...preamble,
    "set -f",
    ...watcher,
    ...jobPipes,
    ...boundedCall,
    ...jobHelpers,
    ...procFiles,
    ...jobs.flatMap(({ name, body }) => [`j_${name}() {`, ...body, "}"]),
    "j_ps() {",
    ...readPs(),
    "}",
    `I=${Math.max(1, Math.round(plan.intervalMs / 10))}`,
    // Fractions of a second are a build option of busybox's sleep.
    "sleep 0.01 2>/dev/null && F=1 || F=",
    'k() { [ $n -eq 0 ] || [ -n "$r" ] || [ $((n % $1)) -eq 0 ] ; }',
    "n=0",
    "t",
    "d=$c",
    "while : ; do",
    "t",
    "r=$R",
    "R=",
    "f F",
    ...readHost,
    "y",
    ...jobs.flatMap(({ start }) => start),
    "t",
    "f E",
    "n=$((n + 1))",
    "d=$((d + I))",
    "[ $d -gt $c ] || d=$((c - (c - d) % I + I))",
    "i=$((d - c))",
    'if [ -n "$F" ] ; then',
    "sleep $((i / 100)).$((i / 10 % 10))$((i % 10)) & C=$!",
    "else",
    "sleep $(((i + 99) / 100)) & C=$!",
    "fi",
    // Signals end `wait` early; one of them says that there are processes to look up.
    "while : ; do wait $C ; y ; kill -0 $C 2>/dev/null || break ; done",
    "C=",
    "done",
  ]);
}

/** What is there to read, and how many cores: their lines would be most of the bytes on a large host. */
const procFiles = [
  'cpus=$(grep -c "^cpu[0-9]" /proc/stat)',
  "P=",
  "for f in stat meminfo loadavg uptime net/dev diskstats pressure/cpu pressure/memory pressure/io ; do",
  '[ -r /proc/$f ] && P="$P /proc/$f"',
  "done",
];
