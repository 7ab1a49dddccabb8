import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../../../shared/base/clock.ts";
import { Emitter } from "../../../../shared/base/emitter.ts";
import { errorText } from "../../../../shared/base/errors.ts";
import { type ParsedRuleFile, parseRuleFile } from "../../../../shared/domain/alerts/rules/parseRuleFile.ts";
import type { Log } from "../../log.ts";
import { watchFolder } from "../watchFolder.ts";
import type { RuleLibrary } from "./types.ts";

/** Of one file; a larger one is a problem and not read. */
const mostBytes = 5 * 2 ** 20;
const mostFiles = 500;

interface RuleFile {
  /** Time and size: a file is read again when they change. */
  readonly stamp: string;
  readonly parsed: ParsedRuleFile;
}

/** Reads `*.yaml` and `*.yml` of `folder`; `*_test.yaml` are unit tests and no rules. */
export function createRuleLibrary({
  folder,
  clock,
  log,
}: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}): RuleLibrary {
  const changed = new Emitter<void>();
  let files = readFolder(folder, new Map());
  const watcher = watchFolder({ folder, clock, log }, () => {
    const fresh = readFolder(folder, files);
    const isSame = fresh.size === files.size && [...fresh].every(([name, file]) => files.get(name) === file);
    if (isSame) return;
    files = fresh;
    changed.fire();
  });
  return {
    get groups() {
      return [...files.values()].flatMap(({ parsed }) => parsed.groups ?? []);
    },
    get problems() {
      return [...files.values()].flatMap(({ parsed }) => parsed.problems);
    },
    onChange: changed.event,
    dispose() {
      watcher.dispose();
      changed.dispose();
    },
  };
}

function readFolder(folder: string, before: ReadonlyMap<string, RuleFile>): ReadonlyMap<string, RuleFile> {
  return new Map(
    namesIn(folder).flatMap((name) => {
      const file = readRuleFile(join(folder, name), name, before.get(name));
      return file ? [[name, file] as const] : [];
    }),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^[^.].*\.ya?ml$/i.test(name) && !/_test\.ya?ml$/i.test(name))
      .sort()
      .slice(0, mostFiles);
  } catch {
    // A workspace without rules has no such folder.
    return [];
  }
}

function readRuleFile(path: string, name: string, known: RuleFile | undefined): RuleFile | null {
  const failed = (stamp: string, message: string): RuleFile => ({
    stamp,
    parsed: { groups: null, problems: [{ file: name, line: 1, column: 1, message }] },
  });
  try {
    const { mtimeMs, size, ino, isFile } = stats(path);
    const stamp = `${ino} ${mtimeMs} ${size}`;
    if (known?.stamp === stamp) return known;
    if (!isFile) return null;
    if (size > mostBytes) return failed(stamp, `The file is larger than ${mostBytes / 2 ** 20} MiB`);
    return { stamp, parsed: parseRuleFile(readFileSync(path, "utf8"), name) };
  } catch (error) {
    const message = `The file cannot be read: ${errorText(error)}`;
    return known?.stamp === message ? known : failed(message, message);
  }
}

function stats(path: string) {
  const found = statSync(path);
  return { mtimeMs: found.mtimeMs, size: found.size, ino: found.ino, isFile: found.isFile() };
}
