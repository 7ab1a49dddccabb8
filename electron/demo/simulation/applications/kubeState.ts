import type { HostSpec } from "../fleet.ts";
import { ExpositionWriter } from "./expositionWriter.ts";

/** An autoscaler's figures; undefined where it has none. */
export interface AutoscalerFigures {
  readonly namespace: string;
  readonly name: string;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly current: number | undefined;
  readonly desired: number | undefined;
}

const families: readonly (readonly [name: string, help: string, of: "min" | "max" | "current" | "desired"])[] = [
  ["spec_min_replicas", "Lower limit for the number of pods.", "min"],
  ["spec_max_replicas", "Upper limit for the number of pods.", "max"],
  ["status_current_replicas", "Current number of replicas of pods.", "current"],
  ["status_desired_replicas", "Desired number of replicas of pods.", "desired"],
];

/** Writes each family once, as kube-state-metrics does. */
export function writeAutoscalers(writer: ExpositionWriter, autoscalers: readonly AutoscalerFigures[]): void {
  for (const [suffix, help, of] of families) {
    const family = `kube_horizontalpodautoscaler_${suffix}`;
    writer.family(family, "gauge", help);
    for (const { namespace, name: horizontalpodautoscaler, [of]: value } of autoscalers)
      if (value !== undefined) writer.sample(family, { namespace, horizontalpodautoscaler }, value);
  }
}

const usualReplicas = 8;

/** The autoscaler of the host's model, which wants more than it has while the scenario says so. */
export function stuckAutoscaler({ service, incident }: HostSpec, t: number): AutoscalerFigures {
  const desired = usualReplicas + Math.round(incident?.figure("wantedReplicas", t) ?? 0);
  return { namespace: "serving", name: service.model, min: 4, max: 16, current: usualReplicas, desired };
}

/** What kube-state-metrics tells of autoscalers where there is no cluster to tell the rest. */
export function autoscalersText(autoscalers: readonly AutoscalerFigures[]): string {
  const writer = new ExpositionWriter();
  writeAutoscalers(writer, autoscalers);
  return writer.text;
}
