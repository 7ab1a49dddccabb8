import type { HostSpec } from "../fleet.ts";
import { ExpositionWriter } from "./expositionWriter.ts";

const usualReplicas = 8;

/** What kube-state-metrics tells of the autoscaler of the host's model. */
export function createKubeState({ service, incident }: HostSpec): (t: number) => string {
  const labels = { namespace: "serving", horizontalpodautoscaler: service.model };
  return (t) => {
    const wanted = usualReplicas + Math.round(incident?.figure("wantedReplicas", t) ?? 0);
    const writer = new ExpositionWriter();
    const gauge = (name: string, help: string, value: number) =>
      writer.gauge(`kube_horizontalpodautoscaler_${name}`, help, labels, value);
    gauge("spec_min_replicas", "Lower limit for the number of pods.", 4);
    gauge("spec_max_replicas", "Upper limit for the number of pods.", 16);
    gauge("status_current_replicas", "Current number of replicas of pods.", usualReplicas);
    gauge("status_desired_replicas", "Desired number of replicas of pods.", wanted);
    return writer.text;
  };
}
