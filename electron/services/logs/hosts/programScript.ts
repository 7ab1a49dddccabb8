import { contextLines, entriesAskedFor, type HostReading, type LogPosition, readingLimits } from "./request.ts";
import { quoted } from "./shellText.ts";

const { sentBytes, containerBytes, entries: mostEntries } = readingLimits;
const journal = [
  "N journalctl -q --no-pager --all -o json",
  "--output-fields=MESSAGE,PRIORITY,_SYSTEMD_UNIT,SYSLOG_IDENTIFIER,_PID,_TRANSPORT",
].join(" ");

type Window = HostReading & { readonly kind: "window" };

function narrowed(needle: string | null, context: number): string {
  if (needle === null) return "";
  const around = context > 0 ? `-A ${context} -B ${context} ` : "";
  return `N grep -a -i -F ${around}-e ${quoted(needle)} | `;
}

/** `--since` rounds down and `--until` up to the second: what is outside is left out later. */
function between({ startMs, endMs }: Window): string {
  return `--since=@${Math.floor(startMs / 1000)} --until=@${Math.ceil(endMs / 1000)}`;
}

/** Unit names with `*` and `?` are journalctl's own patterns. */
function journalMatches(unit: string): string {
  return `-u ${quoted(unit)}`;
}

/** `J log`: JSON entries follow. */
export function journalWindow(log: number, unit: string, window: Window): readonly string[] {
  return journalEntries(log, journalMatches(unit), window);
}

function journalEntries(log: number, matches: string, window: Window): readonly string[] {
  // A traceback in the journal is an entry of its own: no lines around a find are needed.
  const asked = entriesAskedFor(window);
  const limit = asked === null ? "" : ` -n ${asked}`;
  return [
    "if command -v journalctl >/dev/null 2>&1 ; then",
    `  f J ${log}`,
    `  ${journal} ${between(window)}${limit} ${matches} 2>/dev/null | ${narrowed(window.needle, 0)}tail -c ${sentBytes}`,
    `else f D ${log} "This host has no journalctl" ; fi`,
  ];
}

export function journalNews(log: number, unit: string, position: LogPosition | null): readonly string[] {
  return journalEntriesSince(log, journalMatches(unit), position);
}

/** `K log`: the newest entry of the whole journal follows, to go on from. */
function journalEntriesSince(log: number, matches: string, position: LogPosition | null): readonly string[] {
  const cursor = position?.kind === "cursor" ? position.cursor : null;
  return [
    "if command -v journalctl >/dev/null 2>&1 ; then",
    ...(cursor === null
      ? [`  f K ${log}`, "  N journalctl -q --no-pager -n 1 -o json --output-fields=_PID 2>/dev/null"]
      : [
          `  f J ${log}`,
          `  ${journal} --after-cursor=${quoted(cursor)} -n ${mostEntries} ${matches} 2>/dev/null | tail -c ${sentBytes}`,
        ]),
    `else f D ${log} "This host has no journalctl" ; fi`,
  ];
}

const kernelMatches = "_TRANSPORT=kernel";
/** The journal has the kernel's lines of every boot with a wall clock; its ring is the second best. */
const hasKernelJournal = `[ -n "$(N journalctl -q --no-pager -n 1 -o cat ${kernelMatches} 2>/dev/null)" ]`;

function ring(log: number, lines: number): readonly string[] {
  return [
    "  if d=$(N dmesg -r 2>&1) || d=$(N dmesg 2>&1) ; then",
    `    f M ${log}`,
    `    printf '%s\\n' "$d" | tail -n ${lines} | tail -c ${sentBytes}`,
    `  else f D ${log} "The kernel log cannot be read: $(printf '%s' "$d" | head -n 1 | head -c 200)" ; fi`,
  ];
}

/** `M log`: lines of the kernel's ring follow. */
export function kernelWindow(log: number, window: Window): readonly string[] {
  return [
    `if ${hasKernelJournal} ; then`,
    ...journalEntries(log, kernelMatches, window),
    "else",
    ...ring(log, mostEntries),
    "fi",
  ];
}

export function kernelNews(log: number, position: LogPosition | null): readonly string[] {
  if (position?.kind === "cursor") return journalEntriesSince(log, kernelMatches, position);
  if (position?.kind === "uptime") return ring(log, 500);
  return [
    `if ${hasKernelJournal} ; then`,
    ...journalEntriesSince(log, kernelMatches, null),
    "else",
    ...ring(log, 1),
    "fi",
  ];
}

/** Calls `body` for each container that the pattern finds, as `n`; tells when Docker does not answer. */
function eachContainer(log: number, pattern: string, body: readonly string[]): readonly string[] {
  return [
    "if d=$(N docker ps -a --format '{{.Names}}' 2>&1) ; then",
    "  c=0",
    "  for n in $d ; do",
    `    case $n in ${pattern.replace(/[^A-Za-z0-9_.*?-]/g, "")}) ;; *) continue ;; esac`,
    "    c=$((c + 1))",
    "    [ $L -gt 0 ] || break",
    ...body.map((line) => `    ${line}`),
    "  done",
    `  [ $c -gt 0 ] || f D ${log} "No container is called "${quoted(pattern)}`,
    `else f D ${log} "Docker does not answer: $(printf '%s' "$d" | head -n 1 | head -c 200)" ; fi`,
  ];
}

/** `O log name`: the container's lines follow, each with Docker's stamp. */
export function dockerWindow(log: number, pattern: string, window: Window): readonly string[] {
  const { startMs, endMs, needle } = window;
  const asked = entriesAskedFor(window);
  const range = `--since ${(startMs / 1000).toFixed(3)} --until ${(endMs / 1000).toFixed(3)}`;
  const tail = asked === null ? "" : ` --tail ${asked}`;
  return eachContainer(log, pattern, [
    `f O ${log} "$n"`,
    `N docker logs -t ${range}${tail} "$n" 2>&1 | ${narrowed(needle, contextLines)}tail -c ${containerBytes}`,
    `L=$((L - ${containerBytes}))`,
  ]);
}

export function dockerNews(log: number, pattern: string, position: LogPosition | null): readonly string[] {
  const since = position?.kind === "containers" ? position.since : null;
  const known = Object.entries(since ?? {}).map(([name, stamp]) => `${quoted(name)}) s=${quoted(stamp)} ;;`);
  return eachContainer(log, pattern, [
    // A container that appears while one looks on is read from its start; before that, from this second on.
    `s=${since === null ? '"$(date +%s)"' : "0"}`,
    ...(known.length > 0 ? ["case $n in", ...known, "esac"] : []),
    `f O ${log} "$n"`,
    `N docker logs -t --since "$s" --tail ${mostEntries} "$n" 2>&1 | tail -c ${containerBytes}`,
    `L=$((L - ${containerBytes}))`,
  ]);
}
