import { MidwatchError } from "../../../../shared/base/errors.ts";
import type { ScriptKind } from "../../../../shared/domain/collect/protocol.ts";
import {
  type CollectPlan,
  floodStatus,
  isPlainWord,
  recordSeparator,
  scriptHeader,
  sections,
} from "../../../../shared/domain/collect/protocol.ts";

/**
 * The shell text that every script starts with.
 *
 * - `H` is the frame prefix, `b` the host's uptime at the start of a section (`s` notes it), `m SECTION STATUS` closes the
 *   section, `t` reads the uptime into `u`, and in centiseconds into `c`: by builtins, no process is started to tell the time.
 * - `x COMMAND...` runs a command so that a signal is acted on at once and leaves its status in `Q`.
 * - `T` is a working `timeout` or nothing (busybox has had two syntaxes, so it is tried and not assumed).
 */
export const preamble: readonly string[] = [
  "LC_ALL=C",
  "export LC_ALL",
  `PATH=\${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin:/usr/local/nvidia/bin:/run/current-system/sw/bin:/usr/lib/wsl/lib:/opt/bin:/usr/bin`,
  "export PATH",
  "s() { read -r b z </proc/uptime ; }",
  'm() { read -r u z </proc/uptime ; printf "%s S %s %s %s %s\\n" "$H" $1 $2 $u $b ; }',
  `t() { read -r u z </proc/uptime ; c=\${u%.*}\${u#*.} ; }`,
  'x() { "$@" & C=$! ; while : ; do wait $C ; Q=$? ; kill -0 $C 2>/dev/null || break ; done ; C= ; }',
  'T="timeout -k 2 8"',
  "$T true >/dev/null 2>&1 || T=",
];

/**
 * `o BYTES COMMAND...` runs a command; its output, no more than so much of it, is in `a`, its status in `q`. A flood ends
 * with what may be kept of it, and so does its program: see `floodStatus`.
 */
export const boundedCall: readonly string[] = [
  `L=$(printf "\\nx") ; L=\${L%x}`,
  `o() { i=$1 ; shift ; a=$({ $T "$@" 2>&1 ; echo "$L#$?" ; } | head -c $i) ; q=\${a##*$L#} ; a=\${a%$L#*} ; [ "$q" -ge 0 ] 2>/dev/null || q=${floodStatus} ; }`,
];

/**
 * Ends the script with its connection: a child reads the channel's stdin, and at its end (the channel closed, the link died)
 * it ends the script, which ends what it runs. A line on stdin asks for the slow sections at the next tick.
 * Background jobs get /dev/null as stdin, hence the copy on descriptor 3.
 */
export const watcher: readonly string[] = [
  "C= ; R= ; W=",
  // All that it started, and what those started, where the kernel tells.
  "down() { for q in $* ; do k= ; read -r k </proc/$q/task/$q/children ; kill $q ; down $k ; done ; }",
  `bye() { trap "" TERM ; { k= ; read -r k </proc/$$/task/$$/children ; down \${k:-$W $C} ; } 2>/dev/null ; exit 0 ; }`,
  "trap bye TERM INT HUP PIPE",
  'trap "R=1" USR1',
  "exec 3<&0 </dev/null",
  "( while read -r z ; do kill -USR1 $$ ; done <&3 ; kill -TERM $$ ) >/dev/null 2>&1 & W=$!",
  "exec 3<&-",
];

/**
 * One command for the login shell, whatever that is: it only has to start `sh`. Lines end in a backslash, which `sh` reads
 * as a continuation and csh needs inside quotes; hence a separator after every line that does not open a block.
 * A script must not hold a single quote, two backslashes in a row (fish) or an exclamation mark (csh).
 */
export function shellCommand(kind: ScriptKind, plan: CollectPlan, lines: readonly string[]): string {
  refuseUnsafe(plan);
  const header = scriptHeader(kind, plan);
  const prefix = `H=$(printf "${octal(recordSeparator)}")${plan.nonce}`;
  const text = [header, prefix, ...lines].map(closed).join("\\\n");
  return `exec sh -c '${text}'`;
}

function closed(line: string): string {
  return /(?:^|\s)(?:do|then|else|in|\*\)|\{|\(|&&|\|\||\||;;)$/.test(line) ? `${line} ` : `${line} ; `;
}

function octal(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
}

/** Values from the host, the workspace and the driver end up in shell text: only plain words do. */
function refuseUnsafe(plan: CollectPlan): void {
  const words = [plan.nonce, ...plan.gpuFields, ...plan.units, ...(plan.nvidiaSmi === "" ? [] : [plan.nvidiaSmi])];
  for (const word of words) {
    if (!isPlainWord(word)) {
      throw new MidwatchError("BAD_REQUEST", `${JSON.stringify(word)} cannot be put in a collector script`);
    }
  }
  const counts = [plan.intervalMs, ...sections.map((section) => plan.pace[section] ?? 1)];
  if (counts.some((count) => !Number.isSafeInteger(count) || count < 1)) {
    throw new MidwatchError("BAD_REQUEST", "Intervals and paces of a collector script are whole numbers from 1");
  }
}
