import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { quoteOutput } from "../../../shared/domain/format/quoteOutput.ts";
import { parseHolder } from "../../../shared/domain/runbook/lockHolder.ts";
import { asksForPassword } from "../../../shared/domain/runbook/sudoListing.ts";
import type { SshConnection } from "../ssh/types.ts";
import { hostCommand } from "./hostCommand.ts";

const timeoutMs = 15_000;
const maxBytes = 64 * 1024;

type Executes = Pick<SshConnection, "exec">;

/** Who is at the other end of a connection, in its own words. */
export async function readNames(
  host: string,
  connection: Executes,
  signal?: CancelSignal,
): Promise<{ readonly hostname: string; readonly machineId: string }> {
  const lines = await ask(host, connection, { kind: "identity" }, signal);
  const [hostname, machineId] = lines;
  if (hostname === undefined || !/^[0-9a-f]{32}$/.test(machineId ?? "")) {
    throw new MidwatchError(
      "REMOTE_FAILED",
      `${host} does not say who it is (/etc/machine-id), so nothing can be bound to it`,
    );
  }
  return { hostname, machineId: machineId ?? "" };
}

export type StepRecord =
  | { readonly kind: "done"; readonly status: number }
  | { readonly kind: "running" }
  | { readonly kind: "gone" }
  | { readonly kind: "none" };

export async function readRecord(
  host: string,
  connection: Executes,
  record: string,
  /** `end` asks it to end first, where it still runs. */
  kind: "check" | "end",
): Promise<StepRecord> {
  const [line = ""] = await ask(host, connection, { kind, record });
  const [, status] = /^done (\d+)$/.exec(line) ?? [];
  if (status !== undefined) return { kind: "done", status: Number(status) };
  if (line === "running" || line === "gone" || line === "none") return { kind: line };
  throw new MidwatchError("REMOTE_FAILED", `${host} does not say what became of the step: ${quoteOutput(line)}`);
}

/** The lock of a host: nobody's, or somebody's since some time by the host's own clock. */
export type LockState =
  | { readonly kind: "free" }
  | { readonly kind: "taken" }
  | {
      readonly kind: "held";
      /** As it stands on the host: what has to be said to take it over. */
      readonly holder: string;
      readonly ageSeconds: number | null;
      /** Its run has to be over by now. */
      readonly overdue: boolean;
    };

export async function lockOf(
  host: string,
  connection: Executes,
  script: Parameters<typeof hostCommand>[0] & { readonly kind: "lock" | "takeOver" | "lockState" },
  signal?: CancelSignal,
): Promise<LockState> {
  const [line = "", clock = ""] = await ask(host, connection, script, signal);
  if (line === "taken" || line === "free") return { kind: line };
  const [, holder] = /^held (\S+)$/.exec(line) ?? [];
  if (holder === undefined) {
    throw new MidwatchError("REMOTE_FAILED", `The lock of ${host} cannot be read: ${quoteOutput(line)}`);
  }
  const known = parseHolder(holder);
  const nowSeconds = Number(clock);
  if (!known || !Number.isFinite(nowSeconds)) return { kind: "held", holder, ageSeconds: null, overdue: false };
  return {
    kind: "held",
    holder,
    ageSeconds: Math.max(0, nowSeconds - known.sinceSeconds),
    overdue: nowSeconds > known.untilSeconds,
  };
}

/** Whether sudo runs a command: without a password, after one, or not at all, in its own words where it has any. */
export type SudoAnswer =
  | { readonly kind: "free" }
  | { readonly kind: "asks" }
  | { readonly kind: "unknown" }
  | { readonly kind: "refused"; readonly said: string };

export async function sudoAnswer(
  host: string,
  connection: Executes,
  argv: readonly string[],
  signal?: CancelSignal,
): Promise<SudoAnswer> {
  const printed = await print(host, connection, { kind: "sudo", argv: [...argv] }, signal);
  const [, user, verdict, words = "", listing = ""] =
    /^uid (\d+)\n(allowed|refused) ?(.*)\n([\s\S]*)$/.exec(printed) ?? [];
  if (verdict === undefined) {
    throw new MidwatchError("REMOTE_FAILED", `${host} does not say what sudo allows: ${quoteOutput(printed)}`);
  }
  if (verdict === "refused") return { kind: "refused", said: quoteOutput(words) };
  // Root has nobody to ask.
  if (user === "0") return { kind: "free" };
  const kinds = { no: "free", yes: "asks", unknown: "unknown" } as const;
  return { kind: kinds[asksForPassword(listing, words, argv.slice(1))] };
}

/** Gives the lock back and removes what the run left in /tmp. */
export async function releaseHost(
  host: string,
  connection: Executes,
  { holder, records }: { readonly holder: string; readonly records: string },
): Promise<void> {
  await ask(host, connection, { kind: "unlock", holder, records });
}

async function ask(...asked: Parameters<typeof print>): Promise<readonly string[]> {
  return (await print(...asked))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

async function print(
  host: string,
  connection: Executes,
  script: Parameters<typeof hostCommand>[0],
  signal?: CancelSignal,
): Promise<string> {
  const options = { operation: `runbook.${script.kind}`, timeoutMs, maxBytes, ...(signal ? { signal } : {}) };
  const { exitCode, stdout, stderr } = await connection.exec(hostCommand(script), options);
  if (exitCode === 0) return stdout;
  const said = quoteOutput(stderr || stdout);
  throw new MidwatchError("REMOTE_FAILED", `${host} ended ${options.operation} with ${exitCode}: ${said}`);
}
