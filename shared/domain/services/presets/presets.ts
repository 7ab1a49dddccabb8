import { llmPreset } from "./llm.ts";
import { sglang, tgi, vllm } from "./llmServers.ts";
import type { Preset } from "./preset.ts";
import { processBasics } from "./process.ts";
import { triton } from "./triton.ts";
import { requestCounters, web } from "./web.ts";

/** In the order in which they speak for a service: model servers embed web frameworks, and all of them are processes. */
const presets: readonly Preset[] = [llmPreset(vllm), llmPreset(sglang), llmPreset(tgi), triton, web, processBasics];

/** The presets that know metrics with these names, the foremost first. */
export function presetsOf(names: ReadonlySet<string>): readonly Preset[] {
  return presets.filter((preset) => preset.isTold(names));
}

/** One metric of each kind of server, which is always told: where it is, such a server is. */
export const telltaleMetrics: readonly string[] = [
  ...[vllm, sglang, tgi].flatMap(({ running }) => running),
  "nv_inference_request_success",
  ...requestCounters,
];

export function presetNamed(id: string): Preset | null {
  return presets.find((preset) => preset.id === id) ?? null;
}

/** What serves there, in a word or two: a process alone says nothing. */
export function serviceKind(found: readonly Preset[]): string | null {
  return found.find(({ id }) => id !== processBasics.id)?.title ?? null;
}
