import {
  type CollectPlan,
  floodStatus,
  type Section,
  stuckStatus,
  timeoutStatus,
} from "../../../../shared/domain/collect/protocol.ts";
import { gpuSections, type JobSection, readers } from "./readers.ts";

/** Shell text of one job: `body` reads its sections, `start` is what the loop does at each tick. */
export interface Job {
  readonly name: Section;
  readonly body: readonly string[];
  readonly start: readonly string[];
}

/**
 * What is read beside the loop. Each job is started only when its last run has ended, so that nothing piles up. All calls
 * of nvidia-smi are one job, so that there is never more than one at a time; its sections stay due until it can be started.
 */
export function jobsOf(plan: CollectPlan): readonly Job[] {
  const due = (Object.keys(readers) as JobSection[]).filter((section) => isRead(section, plan));
  const gpu = due.filter((section) => gpuSections.includes(section));
  const single = due.filter((section) => !gpuSections.includes(section));
  return [...gpuJob(gpu, plan), ...single.map((section) => singleJob(section, plan))];
}

function isRead(section: JobSection, { pace, gpuFields, containerTool }: CollectPlan): boolean {
  if (section === "gpu" && gpuFields.length === 0) return false;
  if (section === "containers" && containerTool === null) return false;
  return pace[section] !== undefined;
}

/** The condition of a section at a tick, as the start of a line. */
function whenDue(section: Section, { pace }: CollectPlan): string {
  const ticks = pace[section] ?? 1;
  return ticks === 1 ? "" : `k ${ticks} && `;
}

const stopped = [timeoutStatus, stuckStatus, floodStatus].join("|");

function gpuJob(sections: readonly JobSection[], plan: CollectPlan): readonly Job[] {
  const [name] = sections;
  if (!name) return [];
  const flag = (section: Section) => `D_${section}`;
  return [
    {
      name,
      // After one call that had to be stopped no other is tried: each may take its whole time.
      body: [
        "q=0",
        ...sections.flatMap((section) => [
          `if [ -n "$${flag(section)}" ] ; then case $q in ${stopped}) ;; *)`,
          ...readers[section](plan),
          "esac ; fi",
        ]),
      ],
      start: [
        ...sections.map((section) => `${whenDue(section, plan)}${flag(section)}=1`),
        `[ -z "${sections.map((section) => `$${flag(section)}`).join("")}" ] || {`,
        `r ${name} && { ${sections.map((section) => `${flag(section)}= ;`).join(" ")} }`,
        "}",
      ],
    },
  ];
}

function singleJob(section: JobSection, plan: CollectPlan): Job {
  return { name: section, body: readers[section](plan), start: [`${whenDue(section, plan)}r ${section}`] };
}

/**
 * Jobs print whole sections, one at a time: who prints has taken the one line from the pipe on descriptor 4 and puts it
 * back. The pipe on 5 carries the pids that the nvidia-smi job found to the loop; USR2 says that there are some. Where no
 * pipes can be made, jobs run in the loop, one after the other.
 */
export const jobPipes: readonly string[] = [
  "A= ; Y= ; v=",
  "a=$(mktemp -d /dev/shm/midwatch.XXXXXX 2>/dev/null || mktemp -d 2>/dev/null)",
  'if [ -n "$a" ] ; then',
  "mkfifo $a/a $a/b 2>/dev/null && exec 4<>$a/a 5<>$a/b && A=1",
  "rm -rf $a",
  "fi",
  '[ -z "$A" ] || echo >&4',
  'trap "Y=1" USR2',
];

/** Far beyond what `timeout` leaves to a call, in centiseconds. */
const outlivedCs = 1200;

/**
 * - `g` and `G` take and give back the right to print; `e SECTION STATUS TEXT` prints a section, `f F|E` a tick's mark.
 * - `l PID` tells whether a child of ours still runs: pids are used again.
 * - `r JOB` starts a job; false when its last run goes on, which is told once it has outlived its bounds.
 * - `y` starts the `ps` job for the pids that were found.
 */
export const jobHelpers: readonly string[] = [
  // A signal ends `read` early.
  'g() { until [ -z "$A" ] || read -r z <&4 ; do : ; done ; }',
  'G() { [ -z "$A" ] || echo >&4 ; }',
  'e() { g ; printf "%s" "$3" ; m $1 $2 ; G ; }',
  'f() { g ; printf "%s %s %s %s\\n" "$H" $1 $n $u ; G ; }',
  'l() { z= ; o= ; read -r z z z o z </proc/$1/stat && [ "$o" = $$ ] ; } 2>/dev/null',
  "r() {",
  `eval "p=\\\${P_$1:-} ; h=\\\${B_$1:-0}"`,
  'if [ -n "$p" ] && l $p ; then',
  `if [ $((c - h)) -gt ${outlivedCs} ] ; then`,
  "b=$u",
  `e $1 ${stuckStatus} "$1 has not ended for $(((c - h) / 100)) s and cannot be stopped"`,
  "fi",
  "return 1",
  "fi",
  'if [ -z "$A" ] ; then',
  "j_$1",
  "else",
  'j_$1 & eval "P_$1=$! ; B_$1=$c"',
  "fi",
  "return 0",
  "}",
  "y() {",
  '[ -n "$Y" ] || return 0',
  "Y=",
  '[ -z "$A" ] || read -r v <&5',
  "r ps",
  "}",
];
