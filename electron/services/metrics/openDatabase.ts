import { openReplaceable, type Sqlite } from "../openSqlite.ts";
import { migrations } from "./migrations.ts";

export type { Sqlite } from "../openSqlite.ts";

/** Samples are many and replaceable: a power cut may cost the last ones, and a file that is broken is moved aside. */
export function openDatabase(
  file: string,
  nowMs: number,
): { readonly sqlite: Sqlite; readonly problem: string | null } {
  const { sqlite, problem } = openReplaceable(
    file,
    { what: "sample database", migrations, synchronous: "NORMAL" },
    nowMs,
  );
  return { sqlite, problem: problem === null ? null : `${problem}; earlier samples are not shown` };
}
