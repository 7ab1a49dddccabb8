import type { CollectService } from "../services/collect/types.ts";
import type { HostConnections } from "../services/scrape/types.ts";

/** The connections that the collector keeps, for others that read through them. */
export function hostConnections(collect: CollectService): HostConnections {
  return {
    of(host) {
      const link = collect.hosts.get(host)?.link;
      if (!link) return "stopped";
      const { state, connection } = link;
      return state.kind === "stopped" && state.reason.kind === "byUser" ? "stopped" : connection;
    },
    onChange: collect.onChange,
  };
}
