import { globSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import SSHConfig, { type Directive, type Line, type Section } from "ssh-config";
import { errorText, MidwatchError } from "../../../../shared/base/errors.ts";
import { matchesPattern } from "../knownHosts/matchHost.ts";

/** Effective keywords in lower case, each with its values: first one wins, identities and certificates add up. */
export type ConfigValues = ReadonlyMap<string, readonly string[]>;

export interface Evaluation {
  readonly values: ConfigValues;
  /** A `Match exec` would decide about this host: only the system's client can say how. */
  readonly needsExec: boolean;
}

interface EvaluateOptions {
  readonly files: readonly string[];
  readonly homeFolder: string;
  /** The user on this machine. */
  readonly localUser: string;
  /** Parsed files, kept by the caller for as long as they do not change: many hosts are read from the same ones. */
  readonly parsed: Map<string, readonly Line[] | null>;
  /** Set by a jump host's `user@host`, before the files are read. */
  readonly user?: string;
}

const cumulative = new Set(["identityfile", "certificatefile"]);
/** Keywords whose arguments are words of their own, kept apart by a line feed, which no file can contain. */
const lists = new Set(["userknownhostsfile", "globalknownhostsfile"]);
const deepest = 16;

/** What the client configuration says of `name`, read as OpenSSH reads it. Rejects with SSH_CONFIG for unreadable files. */
export function evaluateConfig(name: string, options: EvaluateOptions): Evaluation {
  const values = new Map<string, string[]>();
  let needsExec = false;
  if (options.user !== undefined) values.set("user", [options.user]);

  const first = (keyword: string) => values.get(keyword)?.[0];

  function readFile(file: string, active: boolean, depth: number): void {
    if (depth > deepest) throw new MidwatchError("SSH_CONFIG", `${file}: Include is nested deeper than ${deepest}`);
    const known = options.parsed.get(file);
    const lines = known === undefined ? parse(file) : known;
    options.parsed.set(file, lines);
    if (lines) readLines(lines, active, depth);
  }

  function readLines(lines: readonly Line[], active: boolean, depth: number): void {
    for (const line of lines) {
      if (!("param" in line)) continue;
      const keyword = line.param.toLowerCase();
      if ("config" in line) readSection(line, active, depth);
      else if (keyword === "include") {
        for (const pattern of wordsOf(line))
          for (const file of globSync(includePath(pattern, options.homeFolder)).sort())
            readFile(file, active, depth + 1);
      } else if (active) set(keyword, line);
    }
  }

  function readSection(section: Section, active: boolean, depth: number): void {
    const words = wordsOf(section);
    const matches = section.param.toLowerCase() === "host" ? matchesAny(words, name) : matchesAll(words, active);
    readLines([...section.config], active && matches, depth);
  }

  function set(keyword: string, line: Directive): void {
    const known = values.get(keyword);
    if (known && !cumulative.has(keyword)) return;
    const words = wordsOf(line);
    const value = words.join(lists.has(keyword) ? "\n" : " ");
    values.set(keyword, [...(known ?? []), value]);
  }

  function matchesAll(words: readonly string[], active: boolean): boolean {
    let rest = [...words];
    let matched = true;
    let exec = false;
    while (rest.length > 0) {
      const [word = "", argument = ""] = rest;
      const negated = word.startsWith("!");
      const criterion = word.replace(/^!/, "").toLowerCase();
      const alone = criterion === "all" || criterion === "canonical" || criterion === "final";
      rest = rest.slice(alone ? 1 : 2);
      if (criterion === "exec") {
        exec = true;
        continue;
      }
      if (matchesCriterion(criterion, argument.split(",")) === negated) matched = false;
    }
    if (exec && matched && active) needsExec = true;
    return matched && !exec;
  }

  function matchesCriterion(criterion: string, patterns: readonly string[]): boolean {
    switch (criterion) {
      case "all":
        return true;
      case "host":
        return matchesAny(patterns, (first("hostname") ?? name).replaceAll("%h", name));
      case "originalhost":
        return matchesAny(patterns, name);
      case "user":
        return matchesAny(patterns, first("user") ?? options.localUser);
      case "localuser":
        return matchesAny(patterns, options.localUser);
      default:
        return false;
    }
  }

  for (const file of options.files) readFile(file, true, 0);
  return { values, needsExec };
}

/** Patterns as in a Host line: one must match and no negated one may. */
function matchesAny(patterns: readonly string[], text: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith("!");
    if (!matchesPattern((negated ? pattern.slice(1) : pattern).toLowerCase(), text.toLowerCase())) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

function wordsOf({ value }: Directive): readonly string[] {
  return typeof value === "string" ? [value] : value.map(({ val }) => val);
}

/** `~` is the home folder; a relative Include is relative to `~/.ssh`. */
export function includePath(path: string, homeFolder: string): string {
  if (path.startsWith("~/")) return join(homeFolder, path.slice(2));
  return isAbsolute(path) ? path : join(homeFolder, ".ssh", path);
}

function parse(file: string): readonly Line[] | null {
  try {
    return [...SSHConfig.parse(readFileSync(file, "utf8"))];
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw new MidwatchError("SSH_CONFIG", `${file} cannot be read: ${errorText(cause)}`, { cause });
  }
}
