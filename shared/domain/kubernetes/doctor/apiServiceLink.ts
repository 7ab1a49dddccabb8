import { z } from "zod";
import { conditions } from "../wire.ts";
import { type DoctorLink, link } from "./doctorLink.ts";

/** The registration of an API that another server answers for. */
export const apiService = z.object({
  spec: z.object({ service: z.object({ namespace: z.string(), name: z.string() }).nullish() }).prefault({}),
  status: z.object({ conditions }).prefault({}),
});
export type ApiService = z.output<typeof apiService>;

const steps: Readonly<Record<string, string>> = {
  ServiceNotFound: "Install the adapter again, or correct the service that the APIService names",
  ServicePortError: "Correct the port in the APIService, or in the adapter's Service",
  ServiceAccessError: "See why the Service cannot be read: its API server says so in its log",
  EndpointsNotFound: "The adapter's Service has no endpoints: see whether its selector matches the adapter's pods",
  EndpointsAccessError: "See why the endpoints cannot be read: the API server says so in its log",
  MissingEndpoints: "No pod of the adapter is ready: see its pods and their events",
  FailedDiscoveryCheck:
    "The adapter runs and does not answer the API server: see its certificate, its network policy, and its log",
};

/** Whether the API of a group is there; `version` names its registration, as `v1beta1.custom.metrics.k8s.io`. */
export function apiServiceLink(name: string, { status }: ApiService): DoctorLink {
  const title = `API ${name}`;
  const available = status.conditions.find(({ type }) => type === "Available");
  if (!available) return link(title, "unknown", "It is registered, and nobody has looked yet whether it answers");
  if (available.status === "True") return link(title, "sound", "It is registered and answers");
  const { reason, message } = available;
  return link(title, "broken", `It is registered and not available (${reason}): ${message}`, {
    next: steps[reason] ?? "See the adapter's pods and log",
  });
}
