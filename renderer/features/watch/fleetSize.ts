import { counted } from "../../../shared/base/counted.ts";
import type { FleetLayout } from "./heatmapLayout.ts";

/** How large the fleet is, in words: `9 hosts x 8 GPUs`. GPUs that nobody has listed are not counted, and that is said: `9 hosts, 64+ GPUs`. */
export function fleetSize({ hosts }: FleetLayout): string {
  const all = counted(hosts.length, "host");
  const listed = hosts.filter(({ isCounted }) => isCounted);
  const unlisted = hosts.length - listed.length;
  if (hosts.length > 0 && listed.length === 0) return `${all}, GPUs unknown`;
  const sizes = new Set(listed.map(({ gpuCount }) => gpuCount).filter((count) => count > 0));
  const [size = 0] = sizes;
  if (sizes.size === 1 && unlisted === 0) return `${all} x ${counted(size, "GPU")}`;
  const total = listed.reduce((sum, { gpuCount }) => sum + gpuCount, 0);
  return unlisted > 0 ? `${all}, ${total}+ GPUs` : `${all}, ${counted(total, "GPU")}`;
}
