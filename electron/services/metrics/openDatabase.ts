import { renameSync } from "node:fs";
import Database from "better-sqlite3";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { migrations } from "./migrations.ts";

export type Sqlite = Database.Database;

const neededNodeApi = 10;
const brokenCodes = new Set(["SQLITE_NOTADB", "SQLITE_CORRUPT"]);

/**
 * Opens `file` for this process alone and brings its schema up to date. A file that is broken is moved aside
 * (never deleted) and a new one made; `problem` then says so. Throws STORE_FAILED when there is no database to be had.
 */
export function openDatabase(
  file: string,
  nowMs: number,
): { readonly sqlite: Sqlite; readonly problem: string | null } {
  requireNodeApi();
  try {
    return { sqlite: openAndMigrate(file), problem: null };
  } catch (error) {
    if (!isBroken(error)) throw storeFailed(file, error);
    return reopenWithoutBroken(file, nowMs, error);
  }
}

function isBroken(error: unknown): boolean {
  const code = error instanceof Database.SqliteError ? error.code : "";
  return [...brokenCodes].some((broken) => code.startsWith(broken));
}

function reopenWithoutBroken(file: string, nowMs: number, cause: unknown) {
  const aside = `${file}.broken-${new Date(nowMs).toISOString().replaceAll(":", "-")}`;
  try {
    renameSync(file, aside);
    for (const suffix of ["-wal", "-shm"]) moveIfThere(file + suffix, aside + suffix);
    const problem = `The sample database was broken (${errorText(cause)}) and is now ${aside}; earlier samples are not shown`;
    return { sqlite: openAndMigrate(file), problem };
  } catch (error) {
    throw storeFailed(file, error);
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}

function openAndMigrate(file: string): Sqlite {
  const sqlite = new Database(file, { timeout: 1000 });
  try {
    sqlite.pragma("locking_mode = EXCLUSIVE");
    sqlite.pragma("journal_mode = WAL");
    sqlite.pragma("synchronous = NORMAL");
    migrate(sqlite);
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

function migrate(sqlite: Sqlite): void {
  const upgrade = sqlite.transaction(() => {
    const version = Number(sqlite.pragma("user_version", { simple: true }));
    if (version > migrations.length) {
      throw new MidwatchError("STORE_FAILED", `it was written by a newer Midwatch (schema ${version})`);
    }
    for (const step of migrations.slice(version)) sqlite.exec(step);
    // Also takes the write lock, so that a second console or a read-only file shows here and not at the first block.
    sqlite.pragma(`user_version = ${migrations.length}`);
  });
  upgrade.immediate();
}

function requireNodeApi(): void {
  const found = Number(process.versions.napi);
  if (found >= neededNodeApi) return;
  throw new MidwatchError(
    "STORE_FAILED",
    `The sample database needs Node-API ${neededNodeApi}, this Node ${process.versions.node} has ${found}: use Node 22.14 or later`,
  );
}

function storeFailed(file: string, error: unknown): MidwatchError {
  if (error instanceof MidwatchError && !error.message.startsWith("it was")) return error;
  return new MidwatchError("STORE_FAILED", `The sample database ${file} cannot be used: ${errorText(error)}`, {
    cause: error,
  });
}
