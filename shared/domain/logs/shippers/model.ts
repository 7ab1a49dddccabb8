import type { HostLog } from "../../workspace/hostLog.ts";

/** A server that logs are shipped to, as `sources` of the workspace names it. */
export type ShippedTo =
  | {
      readonly kind: "loki";
      readonly name: string;
      readonly url: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "elasticsearch"; readonly name: string; readonly url: string; readonly index: string };

/** What a shipper's configuration says of where logs are and where they go. */
export interface ShipperConfig {
  readonly shipper: "filebeat" | "promtail" | "alloy";
  readonly logs: readonly HostLog[];
  readonly servers: readonly ShippedTo[];
  /** What was not taken over, and what is left to do. */
  readonly notes: readonly string[];
}
