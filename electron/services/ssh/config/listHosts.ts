import type { ConfiguredHost } from "../types.ts";
import { type ConfigLine, words } from "./readConfig.ts";

const codeForges = [
  "github.com",
  "gitlab.com",
  "bitbucket.org",
  "ssh.dev.azure.com",
  "vs-ssh.visualstudio.com",
  "codeberg.org",
  "git.sr.ht",
];

/** The explicit names of all Host lines, each once, where it stands first; patterns are listed as skipped. */
export function listHosts(lines: readonly ConfigLine[]): readonly ConfiguredHost[] {
  const hosts = new Map<string, ConfiguredHost>();
  for (const { keyword, argument, file, line } of lines) {
    if (keyword !== "host") continue;
    for (const name of words(argument)) {
      if (name === "*" || name.startsWith("!") || hosts.has(name)) continue;
      hosts.set(name, { name, file, line, skipped: skipReason(name) });
    }
  }
  return [...hosts.values()];
}

function skipReason(name: string): string | null {
  if (/[*?]/.test(name)) return "wildcard";
  if (codeForges.includes(name.toLowerCase())) return "code forge";
  return null;
}
