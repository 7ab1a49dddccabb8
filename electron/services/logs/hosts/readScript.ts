import { MidwatchError } from "../../../../shared/base/errors.ts";
import { logScriptHeader } from "../../../../shared/domain/logs/hostScript.ts";
import type { HostLog } from "../../../../shared/domain/workspace/hostLog.ts";
import { fileNews, fileWindow } from "./fileScript.ts";
import { dockerNews, dockerWindow, journalNews, journalWindow, kernelNews, kernelWindow } from "./programScript.ts";
import { type HostReading, type LogPosition, readingLimits } from "./request.ts";
import { quoted } from "./shellText.ts";

/** What runs on the host; the script comes on its standard input, so that no shell in between reads a word of it. */
export const readCommand = "exec sh -s";

/**
 * A POSIX script that reads logs at the lowest priority, within limits of bytes and time, and frames what it prints:
 * `RS nonce KIND ...` on a line of its own begins each part. Every value from outside is quoted.
 *
 * - `f WORDS` prints a frame; `N` runs a program nicely and not for ever; `B path from count` prints bytes of a file, and
 *   gets there without reading what is before, however large it is; `L` counts down the bytes that may be sent.
 * - `T seconds zone uptime`: the host's clock. `D log text`: what cannot be read. The others: see their scripts.
 */
export function readScript(nonce: string, reading: HostReading): string {
  const { logs } = reading;
  return [
    logScriptHeader(nonce, reading),
    ...preamble(nonce),
    ...logs.flatMap((log, index) =>
      reading.kind === "window" ? windowOf(log, index, reading) : newsOf(log, index, reading.positions[index] ?? null),
    ),
    "f E",
    "",
  ].join("\n");
}

function preamble(nonce: string): readonly string[] {
  if (!/^[0-9a-f]{16,64}$/.test(nonce)) throw new MidwatchError("INTERNAL", "A nonce is hexadecimal");
  return [
    "exec </dev/null",
    "LC_ALL=C",
    "export LC_ALL",
    `PATH=\${PATH:-/usr/bin:/bin}:/usr/local/bin:/usr/sbin:/sbin:/usr/bin:/bin`,
    "export PATH",
    "NL='\n'",
    "SP=' '",
    // Seconds since boot, then idle time.
    "up=0 ; [ -r /proc/uptime ] && read -r up z </proc/uptime",
    "IFS=$NL",
    `H=$(printf '\\036')${quoted(nonce)}`,
    'f() { IFS=$SP ; printf \'%s %s\\n\' "$H" "$*" ; IFS=$NL ; }',
    "ni= ; nice -n 19 true 2>/dev/null && ni=1",
    `ti= ; timeout -k 2 ${readingLimits.programSeconds} true 2>/dev/null && ti=1`,
    "N() {",
    `  if [ -n "$ti" ] && [ -n "$ni" ] ; then timeout -k 2 ${readingLimits.programSeconds} nice -n 19 "$@"`,
    '  elif [ -n "$ni" ] ; then nice -n 19 "$@"',
    '  else "$@" ; fi',
    "}",
    // Busybox' tail would read the file from its start, and none that is larger than 4 GB.
    'B() { N dd if="$1" bs=65536 skip=$(($2 / 65536)) 2>/dev/null | tail -c +$(($2 % 65536 + 1)) | head -c "$3" ; }',
    `L=${readingLimits.allBytes}`,
    'f T "$(date +%s)" "$(date +%z)" "$up"',
  ];
}

function windowOf(log: HostLog, index: number, reading: HostReading & { readonly kind: "window" }): readonly string[] {
  if (log.files !== undefined) return fileWindow(index, log.files, reading);
  if (log.unit !== undefined) return journalWindow(index, log.unit, reading);
  if (log.container !== undefined) return dockerWindow(index, log.container, reading);
  return kernelWindow(index, reading);
}

function newsOf(log: HostLog, index: number, position: LogPosition | null): readonly string[] {
  if (log.files !== undefined) return fileNews(index, log.files, position?.kind === "files" ? position.files : null);
  if (log.unit !== undefined) return journalNews(index, log.unit, position);
  if (log.container !== undefined) return dockerNews(index, log.container, position);
  return kernelNews(index, position);
}
