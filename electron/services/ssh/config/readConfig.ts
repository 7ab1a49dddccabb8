import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import { includePath } from "./evaluateConfig.ts";

export interface ConfigLine {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Lower case. */
  readonly keyword: string;
  readonly argument: string;
}

const deepest = 16;

/**
 * The lines of a client configuration with every Include in its place, first to last. A missing main file is empty;
 * an unreadable one is SSH_CONFIG. Includes that match nothing are passed over, as OpenSSH does.
 */
export function readConfig(
  file: string,
  homeFolder: string,
): { readonly files: readonly string[]; readonly lines: readonly ConfigLine[] } {
  const files: string[] = [];
  const lines: ConfigLine[] = [];

  function read(path: string, depth: number, from: string): void {
    if (depth > deepest)
      throw new MidwatchError("SSH_CONFIG", `${from}: Include is nested deeper than ${deepest} files`);
    const text = readText(path);
    if (text === null) return;
    files.push(path);
    for (const [index, raw] of text.split("\n").entries()) {
      const parsed = parseLine(raw);
      if (!parsed) continue;
      if (parsed.keyword !== "include") {
        lines.push({ file: path, line: index + 1, ...parsed });
        continue;
      }
      for (const pattern of words(parsed.argument)) {
        for (const included of globSync(includePath(pattern, homeFolder)).sort())
          read(included, depth + 1, `${path}:${index + 1}`);
      }
    }
  }

  read(file, 0, file);
  return { files, lines };
}

function parseLine(raw: string): { readonly keyword: string; readonly argument: string } | null {
  const match = /^\s*([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(raw);
  return match ? { keyword: (match[1] ?? "").toLowerCase(), argument: match[2] ?? "" } : null;
}

/** Arguments apart, double quotes around those with spaces, a comment cut off. */
export function words(argument: string): readonly string[] {
  const found: string[] = [];
  for (const match of argument.matchAll(/"([^"]*)"|(\S+)/g)) {
    const word = match[1] ?? match[2] ?? "";
    if (match[2]?.startsWith("#")) break;
    found.push(word);
  }
  return found;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw new MidwatchError(
      "SSH_CONFIG",
      `${path} cannot be read: no host of it can be resolved. Check its permissions in ${dirname(path)}`,
      { cause },
    );
  }
}
