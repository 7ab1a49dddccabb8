import { z } from "zod";
import { hostDetail, hostSummary } from "../../domain/host/state.ts";
import { method, stream } from "../define.ts";

const hostName = z.string().min(1).max(253);

const fleetMetric = z.enum(["utilization", "memory", "power", "temperature", "smClock"]);
export type FleetMetric = z.infer<typeof fleetMetric>;

export const hostsArea = {
  /** A snapshot, then the rows that changed. */
  "hosts.watch": stream({
    params: z.strictObject({}),
    item: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("snapshot"), hosts: z.array(hostSummary) }),
      z.object({ kind: z.literal("changed"), hosts: z.array(hostSummary), removed: z.array(z.string()) }),
    ]),
  }),

  /** The newest state of one host, at most once per sample. */
  "hosts.detail": stream({
    params: z.strictObject({ host: hostName }),
    item: hostDetail,
    errors: ["NOT_FOUND"],
  }),

  /** Tries now, whatever the back-off says. */
  "hosts.retry": method({
    params: z.strictObject({ host: hostName }),
    result: z.object({}),
    errors: ["NOT_FOUND"],
  }),
  /** Stops trying until `hosts.retry`. */
  "hosts.stop": method({
    params: z.strictObject({ host: hostName }),
    result: z.object({}),
    errors: ["NOT_FOUND"],
  }),

  /** Every GPU of the fleet for one metric. */
  "fleet.watch": stream({
    params: z.strictObject({ metric: fleetMetric }),
    item: z.object({
      /** Sent when it changed since the last item, else null. Order of hosts is the order of columns. */
      layout: z
        .object({
          hosts: z.array(
            z.object({
              name: z.string(),
              group: z.string(),
              gpuModel: z.string().nullable(),
              /** How many are drawn. */
              gpuCount: z.number().int(),
              /** False for a host whose GPUs nobody has listed: it is drawn as large as the others of its group. */
              isCounted: z.boolean(),
            }),
          ),
          /** Slots per host in `values` and `cells`: the largest gpuCount. */
          slots: z.number().int(),
        })
        .nullable(),
      /** `values[host * slots + gpu]` in the metric's base unit (ratio, bytes ratio, watts, Celsius, hertz); NaN where none. */
      values: z.instanceof(Float64Array),
      /** `fleetCell` codes, same index. */
      cells: z.instanceof(Uint8Array),
      /** The value that is drawn as empty: no GPU is colder than a room. */
      scaleMin: z.number(),
      /** The value that is drawn as full: 1 for ratios, else the largest limit or reading. */
      scaleMax: z.number(),
    }),
  }),
};
