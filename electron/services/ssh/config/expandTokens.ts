import { hostname, userInfo } from "node:os";
import { join } from "node:path";

export interface TokenFacts {
  readonly homeFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The name asked for, the address behind it, port and remote user. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly hostKeyAlias: string | null;
}

/** A file name of the configuration with `~`, `%` tokens and `${VARIABLES}` filled in; unknown ones stay as they are. */
export function expandPath(path: string, facts: TokenFacts): string {
  const named = path.replace(/%(.)/g, (written, token: string) => tokenValue(token, facts) ?? written);
  const filled = named.replace(/\$\{(\w+)\}/g, (written, name: string) => facts.environment[name] ?? written);
  if (filled === "~") return facts.homeFolder;
  return filled.startsWith("~/") ? join(facts.homeFolder, filled.slice(2)) : filled;
}

function tokenValue(token: string, facts: TokenFacts): string | null {
  switch (token) {
    case "%":
      return "%";
    case "d":
      return facts.homeFolder;
    case "h":
      return facts.address;
    case "i":
      return String(userInfo().uid);
    case "k":
      return facts.hostKeyAlias ?? facts.name;
    case "L":
      return hostname().split(".")[0] ?? "";
    case "l":
      return hostname();
    case "n":
      return facts.name;
    case "p":
      return String(facts.port);
    case "r":
      return facts.user;
    case "u":
      return userInfo().username;
    default:
      return null;
  }
}
