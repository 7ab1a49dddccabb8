import { createHash } from "node:crypto";
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, open, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../../../shared/base/clock.ts";
import { Emitter } from "../../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../../shared/base/errors.ts";
import { applyEdits, type DashboardEdit } from "../../../../shared/domain/dashboards/edits.ts";
import { importDashboard } from "../../../../shared/domain/dashboards/importDashboard.ts";
import type { Log } from "../../log.ts";
import { writeFileAtomic } from "../atomicWrite.ts";
import { fileErrorCode } from "../fileErrors.ts";
import { watchFolder } from "../watchFolder.ts";
import { documentsOf } from "./documents.ts";
import type { DashboardFile, DashboardLibrary, ImportOutcome } from "./types.ts";

/** Of one file; a larger one is listed with a problem and not read. */
const mostBytes = 5 * 2 ** 20;
const mostFiles = 500;

export function createDashboardLibrary({
  folder,
  clock,
  log,
}: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}): DashboardLibrary {
  const changed = new Emitter<void>();
  let files = readFolder(folder, new Map());
  let writing: Promise<unknown> = Promise.resolve();

  function reload(): void {
    const fresh = readFolder(folder, files);
    if (sameFiles(files, fresh)) return;
    files = fresh;
    changed.fire();
  }
  const watcher = watchFolder({ folder, clock, log }, reload);

  function get(name: string): DashboardFile {
    const file = files.get(name);
    if (!file) throw new MidwatchError("NOT_FOUND", `No dashboard of this workspace is called ${name}`);
    return file;
  }

  /** False when the file is there already and may not be replaced. */
  async function write(name: string, text: string, mayReplace: boolean): Promise<boolean> {
    const path = join(folder, `${name}.json`);
    try {
      await mkdir(folder, { recursive: true });
      if (!mayReplace && !(await claim(path))) return false;
      // The file behind a link keeps its place.
      await writeFileAtomic(await realpath(path).catch(() => path), text, 0o644);
      return true;
    } catch (error) {
      throw new MidwatchError("STORE_FAILED", `${path} could not be written: ${errorText(error)}`, { cause: error });
    }
  }

  async function add({ text, fileName, overwrite }: Parameters<DashboardLibrary["add"]>[0]): Promise<ImportOutcome> {
    const documents = documentsOf(text, fileName);
    reload();
    const taken = documents.map(({ name }) => name).filter((name) => isTaken(name, files));
    if (taken.length > 0 && !overwrite) return { kind: "exists", names: taken };
    const names = new Set([...files.keys(), ...documents.map(({ name }) => name)]);
    if (names.size > mostFiles) {
      throw new MidwatchError("LIMIT", `A workspace holds at most ${mostFiles} dashboards. Nothing was written`);
    }
    for (const { name, text: own } of documents) {
      if (!(await write(name, own, overwrite))) return { kind: "exists", names: [name] };
    }
    reload();
    return { kind: "written", names: documents.map(({ name }) => name) };
  }

  async function edit(name: string, version: string, edits: readonly DashboardEdit[]): Promise<string> {
    reload();
    const file = get(name);
    if (file.version !== version) {
      throw new MidwatchError(
        "CONFLICT",
        `${name}.json was changed meanwhile and has been read again. Nothing was saved`,
      );
    }
    if (!file.imported.ok) throw new MidwatchError("NOT_FOUND", `${name}.json holds no dashboard`);
    const text = applyEdits(file.text, file.imported.places, edits);
    await write(name, text, true);
    reload();
    return get(name).version;
  }

  /** One writer at a time, so that two edits never start from the same text. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = writing.then(work);
    writing = result.catch(() => {});
    return result;
  }

  return {
    folder,
    get files() {
      return [...files.values()];
    },
    onChange: changed.event,
    get,
    add: (document) => inTurn(() => add(document)),
    edit: (name, version, edits) => inTurn(() => edit(name, version, edits)),
    dispose() {
      watcher.dispose();
      changed.dispose();
    },
  };
}

/** Creates an empty file; false when there is one, whoever made it just now. */
async function claim(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx", 0o644)).close();
    return true;
  } catch (error) {
    if (fileErrorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** File systems differ in whether case counts: here it never does. */
function isTaken(name: string, files: ReadonlyMap<string, DashboardFile>): boolean {
  const lower = name.toLowerCase();
  return [...files.keys()].some((known) => known.toLowerCase() === lower);
}

/** By name. A file whose time and size are as they were is not read again. */
function readFolder(folder: string, before: ReadonlyMap<string, DashboardFile>): ReadonlyMap<string, DashboardFile> {
  const names = entriesOf(folder)
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && /^[^.].*\.json$/i.test(entry.name))
    .map((entry) => entry.name)
    .sort()
    .slice(0, mostFiles);
  return new Map(
    names.flatMap((fileName) => {
      const file = readFileOnce(join(folder, fileName), fileName.slice(0, -".json".length), before);
      return file ? [[file.name, file] as const] : [];
    }),
  );
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function readFileOnce(path: string, name: string, before: ReadonlyMap<string, DashboardFile>): DashboardFile | null {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    const stamp = `${ino} ${mtimeMs} ${size}`;
    const known = before.get(name);
    if (known?.stamp === stamp) return known;
    if (size > mostBytes)
      return unreadable(name, `The file is larger than ${mostBytes / 2 ** 20} MiB`, mtimeMs, size, stamp);
    const text = readFileSync(path, "utf8");
    const version = createHash("sha256").update(text).digest("base64url").slice(0, 22);
    return { name, text, version, modifiedMs: mtimeMs, bytes: size, stamp, imported: importDashboard(text) };
  } catch (error) {
    // Gone between listing and reading is simply gone.
    if (fileErrorCode(error) === "ENOENT") return null;
    const message = `The file cannot be read: ${errorText(error)}`;
    const known = before.get(name);
    const isTold = known && !known.imported.ok && known.imported.problem.message === message;
    return isTold ? known : unreadable(name, message, 0, 0, "");
  }
}

function unreadable(name: string, message: string, modifiedMs: number, bytes: number, stamp: string): DashboardFile {
  const imported = { ok: false, problem: { line: 1, column: 1, message } } as const;
  return { name, text: "", version: `${modifiedMs}-${bytes}`, modifiedMs, bytes, stamp, imported };
}

function sameFiles(a: ReadonlyMap<string, DashboardFile>, b: ReadonlyMap<string, DashboardFile>): boolean {
  return a.size === b.size && [...b].every(([name, file]) => a.get(name) === file);
}
