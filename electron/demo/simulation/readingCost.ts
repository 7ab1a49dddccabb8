import type { Section } from "../../../shared/domain/collect/protocol.ts";
import type { HostSpec } from "./fleet.ts";
import { between } from "./noise.ts";

/** What reading a section takes on a host with eight GPUs and persistence mode on. */
const usualMs: Readonly<Record<Section, number>> = {
  facts: 6,
  tools: 5,
  version: 28,
  list: 44,
  fields: 19,
  host: 4,
  gpu: 62,
  apps: 48,
  ps: 7,
  cgroup: 2,
  xml: 118,
  filesystems: 3,
  units: 11,
  containers: 36,
  kernel: 9,
};

/** Seconds that a reading takes; the script's own marks tell it to the console. */
export function readingSeconds(host: HostSpec, section: Section, t: number): number {
  return (usualMs[section] / 1000) * between(0.85, 1.25, host.seed, section, Math.floor(t));
}
