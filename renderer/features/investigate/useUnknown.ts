import { useHosts, useHostsLoaded } from "../../state/hostsStore.ts";
import type { InvestigateView } from "../../state/investigateView.ts";
import { servicesStore } from "../../state/servicesStore.ts";

export interface Unknown {
  readonly kind: "service" | "host";
  /** As a sentence lists them. */
  readonly names: string;
}

type Subject = Pick<InvestigateView, "service" | "hosts">;

/** What the view names and the workspace does not have; null where it has some of it, or is not known yet. */
export function unknownOf(
  { service, hosts }: Subject,
  knownServices: readonly string[] | null,
  knownHosts: readonly string[] | null,
): Unknown | null {
  if (service !== null && (knownServices === null || knownServices.includes(service))) return null;
  if (hosts.length > 0 && (knownHosts === null || hosts.some((host) => knownHosts.includes(host)))) return null;
  if (service !== null) return { kind: "service", names: service };
  return hosts.length > 0 ? { kind: "host", names: hosts.join(", ") } : null;
}

export function useUnknown(view: Subject): Unknown | null {
  const hosts = useHosts();
  const areHostsKnown = useHostsLoaded();
  const definitions = servicesStore((store) => store.definitions);
  return unknownOf(
    view,
    definitions?.map(({ name }) => name) ?? null,
    areHostsKnown ? hosts.map(({ name }) => name) : null,
  );
}
