import { MidwatchError } from "../../../shared/base/errors.ts";
import { isPlainWord } from "../../../shared/domain/collect/protocol.ts";
import { type HostScript, scriptHeader } from "../../../shared/domain/runbook/hostScript.ts";

/** In /tmp, for every user of the host sees it, and a restart of the host ends what it stood for. */
const lockFile = "/tmp/midwatch.lock";

/**
 * A script as one command for the login shell, whatever that is: it only has to start `sh`. Arguments of steps travel as octal
 * bytes, so that no shell on the way sees a character of theirs; everything else is a plain word or refused.
 */
export function hostCommand(script: HostScript): string {
  return `exec sh -c '${[scriptHeader(script), "LC_ALL=C", "export LC_ALL", ...linesOf(script)].join(" ; ")}'`;
}

/** Where a step leaves its status; `run` cannot be guessed, so nobody can have put a file there. */
export function recordOf(run: string, step: string): string {
  return `${recordsOf(run)}${step}`;
}

export function recordsOf(run: string): string {
  return `/tmp/.midwatch-${run}-`;
}

function linesOf(script: HostScript): readonly string[] {
  switch (script.kind) {
    case "identity":
      return ["uname -n", "cat /etc/machine-id"];
    case "step":
      return stepLines(script);
    case "check":
      return checkLines(plain(script.record));
    case "end":
      return [
        `[ -f ${plain(script.record)}.pid ] && kill $(cat ${plain(script.record)}.pid) 2>/dev/null`,
        ...checkLines(script.record),
      ];
    case "sudo":
      return [
        'echo "uid $(id -u)"',
        ...argumentLines(script.argv),
        'if P=$(sudo -n -l -- "$@" 2>/dev/null)',
        `then printf "allowed %s\\n" "\${P%% *}"`,
        'else printf "refused %s\\n" "$(sudo -n -l -- "$@" 2>&1 | head -n 1)"',
        "fi",
        // To a pipe it writes whole lines.
        "sudo -n -ll 2>/dev/null | cat",
      ];
    case "lock":
      // A link is made whole or not at all, and says who made it.
      return [
        `if ln -s -n ${plain(script.holder)} ${lockFile} 2>/dev/null ; then echo taken`,
        `else printf "held %s\\n" "$(readlink ${lockFile})"`,
        "fi",
        "date +%s",
      ];
    case "takeOver": {
      const holder = plain(script.holder);
      return [
        `if [ "$(readlink ${lockFile})" = ${plain(script.from)} ] && ln -s -n ${holder} ${lockFile}.$$`,
        `then mv -f ${lockFile}.$$ ${lockFile}`,
        "fi",
        `if [ "$(readlink ${lockFile})" = ${holder} ] ; then echo taken`,
        `else printf "held %s\\n" "$(readlink ${lockFile})"`,
        "fi",
        "date +%s",
      ];
    }
    case "lockState":
      return [
        `if [ -h ${lockFile} ] ; then printf "held %s\\n" "$(readlink ${lockFile})"`,
        "else echo free",
        "fi",
        "date +%s",
      ];
    case "unlock":
      return [
        `if [ "$(readlink ${lockFile})" = ${plain(script.holder)} ] ; then rm -f ${lockFile}`,
        "fi",
        `rm -f ${plain(script.records)}*`,
      ];
  }
}

/** Whether it runs is asked first: what is over by then has left its status, and one that ends in between is found by it. */
function checkLines(record: string): readonly string[] {
  return [
    "R=gone",
    `[ -f ${record}.pid ] && kill -0 $(cat ${record}.pid) 2>/dev/null && R=running`,
    `if [ -f ${record}.status ] ; then printf "done %s\\n" $(cat ${record}.status)`,
    `elif [ $R = running ] ; then echo running`,
    `elif [ -f ${record}.pid ] ; then echo gone`,
    "else echo none",
    "fi",
  ];
}

/**
 * The host itself ends what takes too long, also when the connection is gone by then. What runs as root only root may end: the
 * time and the end of such a step go through sudo as well. Where sudo allows neither, it is left to run, never said to have ended.
 */
function stepLines({
  record,
  timeoutSeconds,
  argv,
}: Extract<HostScript, { readonly kind: "step" }>): readonly string[] {
  const file = plain(record);
  const asRoot = argv[0] === "sudo" && argv[1] === "-n";
  const [sudo, words] = asRoot ? ["sudo -n", argv.slice(2)] : ["", argv];
  return [
    "umask 077",
    `echo $$ >${file}.pid`,
    // A connection that is lost ends neither this nor what it runs; who stops the run ends both.
    'trap "" HUP PIPE',
    "C=",
    `trap "${sudo} kill \\$C" TERM`,
    ...argumentLines(words),
    `T="${sudo} timeout -k 5 ${timeoutSeconds}"`,
    `$T true </dev/null >/dev/null 2>&1 || T="${sudo}"`,
    // In the background, where a signal is acted on at once; its input would be /dev/null there.
    "exec 3<&0",
    '$T "$@" <&3 & C=$!',
    "while wait $C",
    "q=$?",
    "kill -0 $C 2>/dev/null || [ -d /proc/$C ]",
    "do :",
    "done",
    `echo $q >${file}.status`,
    "exit $q",
  ];
}

/** Makes the words the arguments of the shell, `"$@"`. */
function argumentLines(words: readonly string[]): readonly string[] {
  return ["set --", ...words.flatMap((argument) => [`a=$(printf "${octal(argument)}x")`, `set -- "$@" "\${a%x}"`])];
}

/** Every byte as `\ooo`, for printf; a lone byte too many (`x`) keeps the newlines at the end. */
function octal(argument: string): string {
  if (argument.includes("\0")) throw new MidwatchError("BAD_REQUEST", "An argument cannot hold a NUL character");
  return [...Buffer.from(argument, "utf8")].map(octalByte).join("");
}

/** A percent sign is doubled: some shells read escapes first and conversions after. A dash would begin an option of printf. */
function octalByte(byte: number): string {
  const char = String.fromCharCode(byte);
  if (/[A-Za-z0-9_.,:@+/=]/.test(char)) return char;
  return char === "%" ? "%%" : `\\${byte.toString(8).padStart(3, "0")}`;
}

function plain(word: string): string {
  if (isPlainWord(word)) return word;
  throw new MidwatchError("BAD_REQUEST", `${JSON.stringify(word)} cannot stand in a script`);
}
