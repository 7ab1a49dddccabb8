import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Disposable } from "../../../../shared/base/disposable.ts";

/** One connection's private folder (0700): control socket, helpers, questions. Its path is short, as sockets need. */
export interface RuntimeFolder extends Disposable {
  readonly path: string;
  readonly controlSocket: string;
  readonly askpass: string;
  /** For `KnownHostsCommand`: notes the key each host offers and prints the keys trusted for this run. */
  readonly knownHostsCommand: string;
  readonly offersFile: string;
}

/**
 * The client runs it with the question as its argument. The question goes into a file that appears as a whole, the
 * answer comes back through a pipe: first line `y` or `n`, second the answer. No secret touches a disk, an argument or
 * an environment. A notice is ended by a signal: the question goes, and who shows it knows that it is over.
 */
const askpassScript = `#!/bin/sh
umask 077
folder=\${0%/*}
name=$(mktemp "$folder/ask.XXXXXX") || exit 1
mkfifo "$name.answer" || exit 1
trap 'rm -f "$name.answer" "$name.question"; exit 1' TERM INT HUP
{ printf '%s\\n' "\${SSH_ASKPASS_PROMPT:-}"; printf '%s' "$1"; } >"$name" && mv "$name" "$name.question" || exit 1
{ IFS= read -r given; IFS= read -r answer; } <"$name.answer"
rm -f "$name.answer" "$name.question"
[ "$given" = y ] || exit 1
printf '%s\\n' "$answer"
`;

const knownHostsScript = `umask 077
folder=\${0%/*}
[ "$3" = NONE ] || printf '%s %s %s\\n' "$2" "$3" "$4" >>"$folder/offers"
exec cat "$folder/known"
`;

export function createRuntimeFolder(
  environment: Readonly<Record<string, string | undefined>>,
  knownLines: string,
): RuntimeFolder {
  const { XDG_RUNTIME_DIR: own } = environment;
  const path = mkdtempSync(join(own && existsSync(own) ? own : tmpdir(), "mwssh-"));
  const file = (name: string) => join(path, name);
  writeFileSync(file("known"), knownLines, { mode: 0o600 });
  writeFileSync(file("offer"), knownHostsScript, { mode: 0o600 });
  writeFileSync(file("askpass"), askpassScript, { mode: 0o700 });
  chmodSync(file("askpass"), 0o700);
  return {
    path,
    controlSocket: file("c"),
    askpass: file("askpass"),
    knownHostsCommand: `/bin/sh "${file("offer").replaceAll("%", "%%")}" %I %H %t %K`,
    offersFile: file("offers"),
    dispose: () => rmSync(path, { recursive: true, force: true }),
  };
}
