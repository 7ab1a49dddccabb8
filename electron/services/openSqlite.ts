import { renameSync } from "node:fs";
import Database from "better-sqlite3";
import { errorText, MidwatchError } from "../../shared/base/errors.ts";

export type Sqlite = Database.Database;

const neededNodeApi = 10;
/** Pages kept in memory, in KiB. The library's own 16 MiB for each database would fill and stay; the system keeps the file's pages anyway. */
const cacheKib = 1024;
const brokenCodes = new Set(["SQLITE_NOTADB", "SQLITE_CORRUPT"]);

export interface SqliteOptions {
  /** Shown in errors: `sample database`. */
  readonly what: string;
  /** Step i brings a database from `user_version` i to i + 1. Steps never change once released. */
  readonly migrations: readonly string[];
  /** FULL: what is committed survives a power cut. NORMAL: what survives is consistent. */
  readonly synchronous: "FULL" | "NORMAL";
}

/**
 * Opens `file` for this process alone and brings its schema up to date. Throws STORE_FAILED when there is no database to be had;
 * a file that is no database throws SQLite's own error, for the caller to decide.
 */
export function openSqlite(file: string, { what, migrations, synchronous }: SqliteOptions): Sqlite {
  requireNodeApi(what);
  const sqlite = new Database(file, { timeout: 1000 });
  try {
    sqlite.pragma("locking_mode = EXCLUSIVE");
    sqlite.pragma("journal_mode = WAL");
    sqlite.pragma(`cache_size = -${cacheKib}`);
    sqlite.pragma(`synchronous = ${synchronous}`);
    migrate(sqlite, migrations);
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/**
 * The same for what can be made anew: a file that is broken is moved aside (never deleted), and `problem` then says so.
 * Always throws STORE_FAILED when there is no database to be had.
 */
export function openReplaceable(
  file: string,
  options: SqliteOptions,
  nowMs: number,
): { readonly sqlite: Sqlite; readonly problem: string | null } {
  try {
    return { sqlite: openSqlite(file, options), problem: null };
  } catch (error) {
    if (!isBroken(error)) throw storeFailed(options.what, file, error);
    return openWithoutBroken(file, options, nowMs, error);
  }
}

function isBroken(error: unknown): boolean {
  const code = error instanceof Database.SqliteError ? error.code : "";
  return [...brokenCodes].some((broken) => code.startsWith(broken));
}

function openWithoutBroken(file: string, options: SqliteOptions, nowMs: number, cause: unknown) {
  const aside = `${file}.broken-${new Date(nowMs).toISOString().replaceAll(":", "-")}`;
  try {
    renameSync(file, aside);
    for (const suffix of ["-wal", "-shm"]) moveIfThere(file + suffix, aside + suffix);
    const problem = `The ${options.what} was broken (${errorText(cause)}) and is now ${aside}`;
    return { sqlite: openSqlite(file, options), problem };
  } catch (error) {
    throw storeFailed(options.what, file, error);
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}

export function storeFailed(what: string, file: string, error: unknown): MidwatchError {
  if (error instanceof MidwatchError && !error.message.startsWith("it was")) return error;
  return new MidwatchError("STORE_FAILED", `The ${what} ${file} cannot be used: ${errorText(error)}`, { cause: error });
}

function migrate(sqlite: Sqlite, migrations: readonly string[]): void {
  const upgrade = sqlite.transaction(() => {
    const version = Number(sqlite.pragma("user_version", { simple: true }));
    if (version > migrations.length) {
      throw new MidwatchError("STORE_FAILED", `it was written by a newer Midwatch (schema ${version})`);
    }
    for (const step of migrations.slice(version)) sqlite.exec(step);
    // Also takes the write lock, so that a second console or a read-only file shows here and not at the first write.
    sqlite.pragma(`user_version = ${migrations.length}`);
  });
  upgrade.immediate();
}

function requireNodeApi(what: string): void {
  const found = Number(process.versions.napi);
  if (found >= neededNodeApi) return;
  throw new MidwatchError(
    "STORE_FAILED",
    `The ${what} needs Node-API ${neededNodeApi}, this Node ${process.versions.node} has ${found}: use Node 22.14 or later`,
  );
}
