import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../shared/base/emitter.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { Log } from "../log.ts";
import { watchFolder } from "./watchFolder.ts";

/** Of one file; a larger one is a problem and not read. */
const mostBytes = 5 * 2 ** 20;
const mostFiles = 500;

export interface FileLibraryOptions<Parsed> {
  /** It need not exist. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether a file of that name is one of them. */
  accepts(name: string): boolean;
  parse(text: string, name: string): Parsed;
  /** Stands for a file that cannot be read. */
  unreadable(name: string, message: string): Parsed;
}

/** The files of a folder, parsed, by name and in the order of their names; read again when they change. */
export interface FileLibrary<Parsed> extends Disposable {
  readonly files: ReadonlyMap<string, Parsed>;
  readonly onChange: Event<void>;
}

interface ReadFile<Parsed> {
  /** Inode, time and size: a file is read again when they change. */
  readonly stamp: string;
  readonly parsed: Parsed;
}

export function createFileLibrary<Parsed>(options: FileLibraryOptions<Parsed>): FileLibrary<Parsed> {
  const changed = new Emitter<void>();
  let read = readFolder(options, new Map());
  const watcher = watchFolder(options, () => {
    const fresh = readFolder(options, read);
    const isSame = fresh.size === read.size && [...fresh].every(([name, file]) => read.get(name) === file);
    if (isSame) return;
    read = fresh;
    changed.fire();
  });
  return {
    get files() {
      return new Map([...read].map(([name, { parsed }]) => [name, parsed]));
    },
    onChange: changed.event,
    dispose() {
      watcher.dispose();
      changed.dispose();
    },
  };
}

function readFolder<Parsed>(
  options: FileLibraryOptions<Parsed>,
  before: ReadonlyMap<string, ReadFile<Parsed>>,
): ReadonlyMap<string, ReadFile<Parsed>> {
  return new Map(
    namesIn(options).flatMap((name) => {
      const file = readOne(name, options, before.get(name));
      return file ? [[name, file] as const] : [];
    }),
  );
}

function namesIn<Parsed>({ folder, accepts }: FileLibraryOptions<Parsed>): readonly string[] {
  try {
    return readdirSync(folder).filter(accepts).sort().slice(0, mostFiles);
  } catch {
    // A workspace without such files has no such folder.
    return [];
  }
}

function readOne<Parsed>(
  name: string,
  { folder, parse, unreadable }: FileLibraryOptions<Parsed>,
  known: ReadFile<Parsed> | undefined,
): ReadFile<Parsed> | null {
  const path = join(folder, name);
  try {
    const found = statSync(path);
    const stamp = `${found.ino} ${found.mtimeMs} ${found.size}`;
    if (known?.stamp === stamp) return known;
    if (!found.isFile()) return null;
    if (found.size > mostBytes)
      return { stamp, parsed: unreadable(name, `The file is larger than ${mostBytes / 2 ** 20} MiB`) };
    return { stamp, parsed: parse(readFileSync(path, "utf8"), name) };
  } catch (error) {
    const message = `The file cannot be read: ${errorText(error)}`;
    return known?.stamp === message ? known : { stamp: message, parsed: unreadable(name, message) };
  }
}
