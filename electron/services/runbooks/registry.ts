import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { type ParsedRunbook, parseRunbook } from "../../../shared/domain/runbook/parseRunbook.ts";
import type { Log } from "../log.ts";
import { builtinRunbooks } from "./builtinRunbooks.ts";

const mostFiles = 1000;
const mostBytes = 512 * 1024;

export interface RegisteredRunbook extends ParsedRunbook {
  readonly id: string;
  readonly builtin: boolean;
  /** In the workspace, or the built-in's name. */
  readonly file: string;
  /** SHA-256 of the text. */
  readonly revision: string;
}

/** The runbooks of the workspace and those that come with the console. */
export interface RunbookRegistry extends Disposable {
  /** By id; one of the workspace hides the built-in of its name. */
  readonly list: readonly RegisteredRunbook[];
  readonly onChange: Event<void>;
  get(id: string): RegisteredRunbook | null;
  /** Writes new files: CONFLICT, and none is written, where one of them is there, STORE_FAILED where the folder cannot be written. */
  add(files: readonly { readonly id: string; readonly text: string }[]): readonly string[];
  /** Reads the folder now: a run must not rely on what a watcher has not told yet. */
  refresh(): void;
}

type Watch = (
  options: { readonly folder: string; readonly clock: Clock; readonly log: Log },
  changed: () => void,
) => Disposable;

export function createRunbookRegistry(dependencies: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly watch: Watch;
}): RunbookRegistry {
  const { folder, clock, log, watch } = dependencies;
  const changed = new Emitter<void>();
  const builtin = builtinRunbooks.map(({ file, text }) => register(text, file, true));
  /** Parsed again only when its text is another. */
  const parsed = new Map<string, RegisteredRunbook>();
  let list: readonly RegisteredRunbook[] = builtin;

  function refresh(): void {
    const found = readFolder(folder, log).map(({ file, text }) => {
      const known = parsed.get(file);
      const revision = digest(text);
      const one = known?.revision === revision ? known : register(text, file, false);
      parsed.set(file, one);
      return one;
    });
    for (const file of parsed.keys()) if (!found.some((one) => one.file === file)) parsed.delete(file);
    const first = new Map<string, string>();
    const own = found.map((one) => {
      const earlier = first.get(one.id);
      if (earlier !== undefined) return withoutId(one, earlier);
      first.set(one.id, one.file);
      return one;
    });
    const next = [...own, ...builtin.filter(({ id }) => !first.has(id))];
    if (identity(next) === identity(list)) return;
    list = next;
    changed.fire();
  }

  refresh();
  const watching = watch({ folder, clock, log }, refresh);
  return {
    get list() {
      return list;
    },
    onChange: changed.event,
    get: (id) => list.find((one) => one.id === id) ?? null,
    refresh,
    add(files) {
      const names = addFiles(folder, files);
      refresh();
      return names;
    },
    dispose() {
      watching.dispose();
      changed.dispose();
    },
  };
}

function register(text: string, file: string, builtin: boolean): RegisteredRunbook {
  const parsed = parseRunbook(text, file);
  const name = file.replace(/^.*\//, "").replace(/\.md$/, "");
  return { ...parsed, id: parsed.runbook?.id ?? name, builtin, file, revision: digest(text) };
}

/** The second of two files with one id does not run: which of them is meant cannot be known. */
function withoutId(one: RegisteredRunbook, earlier: string): RegisteredRunbook {
  const message = `${earlier} has the id ${one.id} already: give this one another`;
  return {
    ...one,
    id: one.file.replace(/^.*\//, "").replace(/\.md$/, ""),
    runbook: null,
    problems: [...one.problems, { file: one.file, line: 1, column: 1, message }],
  };
}

function readFolder(folder: string, log: Log): readonly { readonly file: string; readonly text: string }[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .sort();
  } catch {
    // A workspace without runbooks has no such folder.
    return [];
  }
  return names.slice(0, mostFiles).flatMap((name) => {
    const path = join(folder, name);
    try {
      const { size } = statSync(path);
      if (size > mostBytes) throw new Error(`it has ${size} bytes, a runbook at most ${mostBytes}`);
      return [{ file: `runbooks/${name}`, text: readFileSync(path, "utf8") }];
    } catch (error) {
      log.warn("A runbook cannot be read and is left out", { file: path, error: errorText(error) });
      return [];
    }
  });
}

function addFiles(folder: string, files: readonly { readonly id: string; readonly text: string }[]): readonly string[] {
  const named = files.map(({ id, text }) => ({ name: `${id}.md`, text }));
  const there = named.find(
    ({ name }, index) => existsSync(join(folder, name)) || named.findIndex((one) => one.name === name) < index,
  );
  if (there) throw new MidwatchError("CONFLICT", `runbooks/${there.name} is there already. Nothing was written`);
  try {
    mkdirSync(folder, { recursive: true });
    for (const { name, text } of named) writeFileSync(join(folder, name), text, { flag: "wx" });
  } catch (cause) {
    throw new MidwatchError("STORE_FAILED", `${folder} cannot be written: ${errorText(cause)}`, { cause });
  }
  return named.map(({ name }) => `runbooks/${name}`);
}

/** What tells two lists apart. */
function identity(list: readonly RegisteredRunbook[]): string {
  return list.map(({ id, file, revision, problems }) => `${id} ${file} ${revision} ${problems.length}`).join("\n");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
