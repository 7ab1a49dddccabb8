/** `npm run audit:verify -- [--data DIR | FILE.jsonl]`: checks the chain of the audit log, or of an export of it. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { errorText } from "../../../shared/base/errors.ts";
import { type AuditEntry, auditEntry } from "../../../shared/domain/audit/entry.ts";
import { chainProblem } from "../../services/audit/chain.ts";
import { createAuditLog } from "../../services/audit/createAuditLog.ts";
import { systemClock } from "../../services/systemClock.ts";
import { parseOptions } from "../options.ts";

function readExport(file: string): readonly AuditEntry[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => auditEntry.parse(JSON.parse(line)));
}

/** The log itself is open to one console at a time: while that runs, an export of it is checked. */
function readLog(file: string): readonly AuditEntry[] {
  if (!existsSync(file)) throw new Error(`There is no audit log ${file}`);
  const log = createAuditLog({ file, clock: systemClock });
  try {
    return [...log.all()];
  } finally {
    log.dispose();
  }
}

function main(args: readonly string[]): number {
  const [first] = args;
  try {
    const isExport = first !== undefined && !first.startsWith("-");
    const options = isExport ? null : parseOptions(args, process.env, process.platform);
    if (options === "help") throw new Error("Usage: npm run audit:verify -- [--data DIR | FILE.jsonl]");
    const entries = isExport ? readExport(resolve(first)) : readLog(join(options?.dataFolder ?? "", "audit.db"));
    const problem = chainProblem(entries);
    process.stdout.write(
      problem === null ? `The chain holds: ${entries.length} entries\n` : `The chain is broken: ${problem}\n`,
    );
    return problem === null ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${errorText(error)}\n`);
    return 2;
  }
}

process.exitCode = main(process.argv.slice(2));
