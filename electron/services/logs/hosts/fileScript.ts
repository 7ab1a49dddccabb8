import { contextLines, type FilePosition, type HostReading, readingLimits } from "./request.ts";
import { quoted } from "./shellText.ts";

const { readBytes, sentBytes, files } = readingLimits;

/** Rotated and packed files are read beside the file that they were. */
const isRotated = "*.gz|*.bz2|*.xz|*.zst|*.[0-9]|*.[0-9][0-9]|*-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]|*.old";
/** Modified, size, inode. */
const state = "stat -L -c '%Y %s %i'";

/** Calls `BODY` for each file that the pattern finds, as `p`; tells when there is none. */
function eachFile(log: number, glob: string, body: readonly string[]): readonly string[] {
  return [
    `g=${quoted(glob)}`,
    "c=0",
    "for p in $g ; do",
    '  [ -f "$p" ] || continue',
    `  case $p in ${isRotated}) continue ;; esac`,
    "  c=$((c + 1))",
    `  if [ $c -gt ${files} ] ; then f D ${log} "More than ${files} files: the others are not read" ; break ; fi`,
    `  if [ ! -r "$p" ] ; then f D ${log} "$p: no permission to read it" ; continue ; fi`,
    ...body.map((line) => `  ${line}`),
    "done",
    `[ $c -gt 0 ] || f D ${log} "No file is called $g"`,
  ];
}

/**
 * The newest part of each file and of those it was rotated to, as far back as the window goes.
 * `F log cut inode size path`: text follows, up to the byte `size` of the file; both are 0 where the text is not the
 * file's own, packed or searched. `C log path`: a few lines follow from where reading began, `cut` being 1.
 */
export function fileWindow(
  log: number,
  glob: string,
  { startMs, needle }: HostReading & { readonly kind: "window" },
): readonly string[] {
  const find = needle === null ? "cat" : `N grep -a -i -F -A ${contextLines} -B ${contextLines} -e ${quoted(needle)}`;
  const place = needle === null ? "$3 $2" : "0 0";
  return eachFile(log, glob, [
    `left=${readBytes}`,
    'for q in "$p" $(ls -1td -- "$p".* "$p"-[0-9]* 2>/dev/null) ; do',
    `  IFS=$SP ; set -- $(${state} -- "$q" 2>/dev/null) ; IFS=$NL`,
    '  [ -n "$3" ] || continue',
    // What was last written before the window holds nothing of it, and neither does what is older.
    `  [ "$1" -ge ${Math.floor(startMs / 1000)} ] || break`,
    `  [ $left -gt 0 ] && [ $L -gt 0 ] || { f C ${log} "$p" ; break ; }`,
    `  case $q in *.gz) z=1 ; w='0 0' ;; *.bz2|*.xz|*.zst|*.old) continue ;; *) z= ; w="${place}" ;; esac`,
    "  cut=0",
    '  if [ -z "$z" ] && [ "$2" -gt $left ] ; then',
    "    cut=1",
    `    f C ${log} "$p"`,
    '    tail -c $left -- "$q" | head -c 4096',
    "  fi",
    `  f F ${log} $cut "$w" "$p"`,
    "  s=$(($2 > left ? $2 - left : 0))",
    '  if [ -n "$z" ] ; then N gzip -dc -- "$q" 2>/dev/null ; else B "$q" $s $(($2 - s)) ; fi |',
    `    ${find} | tail -c ${sentBytes}`,
    "  left=$((left - $2))",
    `  L=$((L - ($2 < ${sentBytes} ? $2 : ${sentBytes})))`,
    "done",
  ]);
}

/**
 * What was written since a position.
 * `P log inode from size dropped path`: the file stands at `size` now, its text from `from` follows; `dropped` bytes before
 * that were too many. `R log inode path`: the rest of a rotated file follows. `U log path`: the file was emptied in place.
 */
export function fileNews(log: number, glob: string, known: readonly FilePosition[] | null): readonly string[] {
  const positions = (known ?? []).map(
    ({ path, inode, offset }) => `${quoted(path)}) i=${quoted(inode)} ; o=${Math.floor(offset)} ;;`,
  );
  return eachFile(log, glob, [
    // What appears while one looks on is new from its start.
    `i= ; o=${known === null ? "" : "0"}`,
    ...(positions.length > 0 ? ["case $p in", ...positions, "esac"] : []),
    `IFS=$SP ; set -- $(${state} -- "$p" 2>/dev/null) ; IFS=$NL`,
    '[ -n "$3" ] || continue',
    'if [ -n "$i" ] && [ "$i" != "$3" ] ; then',
    '  for q in "$p".* "$p"-[0-9]* ; do',
    "    case $q in *.gz|*.bz2|*.xz|*.zst) continue ;; esac",
    '    [ "$(stat -L -c %i -- "$q" 2>/dev/null)" = "$i" ] || continue',
    `    f R ${log} $i "$p"`,
    `    B "$q" $o ${sentBytes}`,
    "  done",
    "  o=0",
    "fi",
    '[ -n "$o" ] || o=$2',
    `if [ "$2" -lt $o ] ; then f U ${log} "$p" ; o=0 ; fi`,
    "d=0",
    `if [ $(($2 - o)) -gt ${sentBytes} ] ; then d=$(($2 - o - ${sentBytes})) ; o=$(($2 - ${sentBytes})) ; fi`,
    "n=$(($2 - o))",
    // The rest waits for the next reading.
    "[ $L -ge $n ] || continue",
    "L=$((L - n))",
    `f P ${log} $3 $o $2 $d "$p"`,
    '[ $n -eq 0 ] || B "$p" $o $n',
  ]);
}
