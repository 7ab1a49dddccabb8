import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import { isPlainWord } from "../../../shared/domain/collect/protocol.ts";
import { quoteOutput } from "../../../shared/domain/format/quoteOutput.ts";
import { chooseGpuFields, parseFieldHelp } from "../../../shared/domain/gpu/fields.ts";
import type { GpuSubsystem } from "../../../shared/domain/gpu/model.ts";
import type { SshConnection } from "../ssh/types.ts";
import { createFrameReader, type Frame } from "./frameReader.ts";
import { probeCommand } from "./script/probe.ts";

export type SectionFrame = Extract<Frame, { readonly kind: "section" }>;

/** When a section began and ended, by the host's own clock. */
export type SectionTimes = Pick<SectionFrame, "startedSeconds" | "uptimeSeconds">;

/** How long a section took. */
export function wallMsOf({ startedSeconds, uptimeSeconds }: SectionTimes): number {
  return Math.max(0, Math.round((uptimeSeconds - startedSeconds) * 1000));
}

/** What a host is and offers: the texts of the probe's sections, and what follows from them for the collector. */
export interface HostProbe {
  readonly sections: ReadonlyMap<string, SectionFrame>;
  readonly tools: ReadonlySet<string>;
  /** Null where there is none, or none that a script may name. */
  readonly nvidiaSmi: string | null;
  readonly gpuFields: readonly string[];
  /** nvidia-smi did not answer in time or is stuck in the driver: none may be started. */
  readonly hung: GpuSubsystem | null;
}

/** A probe that found no shell of ours: `text` is what the host said instead, verbatim. */
export type ProbeOutcome =
  | { readonly kind: "ok"; readonly probe: HostProbe }
  | { readonly kind: "noShell"; readonly text: string }
  | { readonly kind: "failed"; readonly text: string };

/** Three calls of nvidia-smi, each bounded to 10 s on the host. */
const probeTimeoutMs = 40_000;

export async function runProbe(
  connection: SshConnection,
  options: { readonly nonce: string; readonly operation: string; readonly signal?: CancelSignal },
): Promise<ProbeOutcome> {
  const frames: Frame[] = [];
  const reader = createFrameReader(options.nonce, (frame) => frames.push(frame));
  try {
    const result = await connection.exec(probeCommand(options.nonce), {
      operation: options.operation,
      timeoutMs: probeTimeoutMs,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    reader.push(Buffer.from(result.stdout));
    if (frames.some((frame) => frame.kind === "section")) return { kind: "ok", probe: readProbe(frames) };
    const said = [reader.noise, quoteOutput(result.stderr)].filter(Boolean).join("\n");
    return { kind: "noShell", text: said === "" ? `Nothing was printed (exit status ${result.exitCode})` : said };
  } catch (error) {
    return { kind: "failed", text: isMidwatchError(error) ? error.message : errorText(error) };
  }
}

export function readProbe(frames: readonly Frame[]): HostProbe {
  const sections = new Map<string, SectionFrame>();
  for (const frame of frames) {
    if (frame.kind === "section") sections.set(frame.section, frame);
  }
  const paths = toolPaths(sections.get("tools")?.text ?? "");
  const path = paths.get("nvidia-smi") ?? null;
  const fields = sections.get("fields");
  return {
    sections,
    tools: new Set(paths.keys()),
    nvidiaSmi: path !== null && isPlainWord(path) ? path : null,
    gpuFields: chooseGpuFields(fields?.status === 0 ? parseFieldHelp(fields.text) : null).filter(isPlainWord),
    hung: hungCall(sections),
  };
}

function hungCall(sections: ReadonlyMap<string, SectionFrame>): GpuSubsystem | null {
  for (const name of ["version", "list", "fields"]) {
    const section = sections.get(name);
    if (section?.status !== 124 && section?.status !== 137) continue;
    const text = quoteOutput(section.text) || `nvidia-smi did not answer in time (exit status ${section.status})`;
    return { kind: "hung", text };
  }
  return null;
}

function toolPaths(text: string): ReadonlyMap<string, string> {
  const lines = text.split("\n").map((line) => line.split("=", 2));
  return new Map(lines.flatMap(([name = "", path = ""]) => (path === "" ? [] : [[name, path] as const])));
}
