import type { CancelSignal } from "../../shared/base/cancel.ts";
import { MidwatchError } from "../../shared/base/errors.ts";
import { parseGpuCsv } from "../../shared/domain/gpu/csv.ts";
import { leanGpuFields } from "../../shared/domain/gpu/fields.ts";
import { shortModelName } from "../../shared/domain/gpu/modelName.ts";
import { isGpuCountKnown } from "../../shared/domain/gpu/subsystem.ts";
import { parseList } from "../../shared/domain/gpu/version.ts";
import { type ProbeOutcome, runProbe } from "../services/collect/probe.ts";
import type { SshConnection } from "../services/ssh/types.ts";

const queryTimeoutMs = 10_000;

export interface GpuInspection {
  /** `8 x H100`, `7 of 8 A100`, `no GPU`. */
  readonly gpus: string;
  /** nvidia-smi's own trouble, verbatim. */
  readonly note: string | null;
}

/** One look at a host's GPUs, for First run: the same probe and the same parser as when it is watched. */
export async function inspectGpus(
  connection: SshConnection,
  nonce: string,
  signal: CancelSignal,
): Promise<GpuInspection> {
  const probe = shellProbe(await runProbe(connection, { nonce, operation: "check.probe", signal }));
  if (probe.nvidiaSmi === null) return { gpus: "no GPU", note: null };
  if (probe.hung) return { gpus: "unknown", note: probe.hung.text };
  const answer = await connection.exec(
    `${probe.nvidiaSmi} --query-gpu=${leanGpuFields.join(",")} --format=csv,noheader,nounits 2>&1`,
    { operation: "check.gpu", timeoutMs: queryTimeoutMs, signal },
  );
  const { gpus, subsystem } = parseGpuCsv(answer.stdout, leanGpuFields, answer.exitCode ?? -1);
  const reporting = gpus.filter((gpu) => gpu.state === "ok");
  const listed = parseList(probe.sections.get("list")?.text ?? "").length;
  const expected = Math.max(listed, gpus.length);
  const note = subsystem.kind === "ok" ? null : subsystem.text;
  if (expected === 0) return { gpus: isGpuCountKnown(subsystem.kind) ? "no GPU" : "unknown", note };
  const model = shortModelName(reporting[0]?.name ?? gpus[0]?.name ?? "GPU");
  return {
    gpus: reporting.length < expected ? `${reporting.length} of ${expected} ${model}` : `${expected} x ${model}`,
    note,
  };
}

function shellProbe(outcome: ProbeOutcome) {
  if (outcome.kind === "ok") return outcome.probe;
  throw new MidwatchError("REMOTE_FAILED", `The host answered, but not as a shell that can be read: ${outcome.text}`);
}
