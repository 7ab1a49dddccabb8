import { z } from "zod";
import { conditions } from "../wire.ts";
import { type DoctorLink, link } from "./doctorLink.ts";

const wire = z.object({
  metadata: z.object({ name: z.string(), annotations: z.record(z.string(), z.string()).nullish() }),
  spec: z.object({
    triggers: z.array(z.object({ type: z.string(), metadata: z.record(z.string(), z.string()).nullish() })).nullish(),
  }),
  status: z
    .object({
      conditions,
      health: z
        .record(z.string(), z.object({ numberOfFailures: z.number().default(0), status: z.string().nullish() }))
        .nullish(),
    })
    .nullish(),
});

/** What KEDA says of the ScaledObject that an autoscaler belongs to. */
export function scaledObjectLink(object: unknown): DoctorLink {
  const read = wire.safeParse(object);
  if (!read.success) return link("ScaledObject", "unknown", "It is told in a form that is not known");
  const { metadata, spec, status } = read.data;
  const title = `ScaledObject ${metadata.name}`;
  const trigger = spec.triggers?.find(({ type }) => type === "prometheus")?.metadata ?? null;
  const query = trigger?.query ?? null;
  const failing = Object.entries(status?.health ?? {}).filter(([, one]) => one.status === "Failing");
  const of = (type: string) => status?.conditions.find((one) => one.type === type);
  if (of("Paused")?.status === "True" || metadata.annotations?.["autoscaling.keda.sh/paused"] === "true") {
    return link(title, "broken", "It is paused: KEDA leaves the number of replicas as it is", {
      next: "Take the annotation autoscaling.keda.sh/paused or paused-replicas away",
    });
  }
  if (failing.length > 0) {
    const names = failing
      .map(([name, { numberOfFailures }]) => `${name}, ${numberOfFailures} times in a row`)
      .join("; ");
    return link(title, "broken", `Its trigger fails: ${names}`, {
      next: `See whether ${trigger?.serverAddress ?? "the trigger's server"} answers from the pod of KEDA, and what its log says`,
      query,
    });
  }
  const ready = of("Ready");
  if (ready?.status === "False") {
    return link(title, "broken", `It is not ready: ${ready.message || ready.reason}`, {
      next: "See the events of the ScaledObject, and its trigger's authentication",
      query,
    });
  }
  if (of("Fallback")?.status === "True") {
    return link(title, "doubtful", "It falls back to a fixed number of replicas, as its trigger fails", {
      next: "See what its trigger is refused",
      query,
    });
  }
  if (trigger && trigger.ignoreNullValues !== "false") {
    return link(title, "doubtful", "It is ready; an empty answer counts as 0 (ignoreNullValues)", {
      next: "Set ignoreNullValues to false, or a missing metric scales the workload down",
      query,
    });
  }
  return link(title, "sound", "It is ready", { query });
}
