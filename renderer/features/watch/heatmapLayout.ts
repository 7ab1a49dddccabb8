import type { hostsArea } from "../../../shared/contract/areas/hosts.ts";
import type { Item } from "../../../shared/contract/define.ts";

export type FleetItem = Item<(typeof hostsArea)["fleet.watch"]>;
export type FleetLayout = NonNullable<FleetItem["layout"]>;

/** Where everything of the heatmap stands, in CSS pixels of its box. */
export interface HeatmapGeometry {
  readonly width: number;
  readonly height: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Left edge of each host's column, in the order of the layout. */
  readonly columnX: readonly number[];
  /** Top edge of each GPU slot's row. */
  readonly rowY: readonly number[];
  readonly groups: readonly { readonly name: string; readonly gpuModel: string | null; readonly x: number }[];
  /** Every how many columns a host's label fits. */
  readonly labelEvery: number;
}

const axisWidth = 28;
const groupGap = 14;
const cellGap = 1;
const headHeight = 18;
const footHeight = 22;
const mostCellWidth = 84;
const leastCellWidth = 4;
const mostCellHeight = 44;
const leastCellHeight = 9;
const labelWidth = 20;
/** Of the 11 px type, a little generous. */
const characterWidth = 6.4;

/** Columns by group, cells as large as the box allows within bounds that keep them cells. */
export function heatmapGeometry(
  layout: FleetLayout,
  box: { readonly width: number; readonly height: number },
): HeatmapGeometry {
  const { hosts, slots } = layout;
  const groupStarts = hosts.flatMap((host, index) =>
    index === 0 || host.group !== hosts[index - 1]?.group ? [index] : [],
  );
  const gaps = Math.max(0, groupStarts.length - 1) * groupGap;
  const columnSpace = (box.width - axisWidth - gaps) / Math.max(1, hosts.length);
  const cellWidth = clamp(columnSpace - cellGap, leastCellWidth, mostCellWidth);
  const rowSpace = (box.height - headHeight - footHeight) / Math.max(1, slots);
  const cellHeight = clamp(rowSpace - cellGap, leastCellHeight, mostCellHeight);

  const columnX: number[] = [];
  let x = axisWidth;
  let labelEnd = 0;
  for (const [index, host] of hosts.entries()) {
    if (groupStarts.includes(index)) {
      // A group is at least as wide as what stands above it.
      if (index > 0) x = Math.max(x, labelEnd) + groupGap;
      labelEnd = x + groupLabelWidth(host);
    }
    columnX.push(x);
    x += cellWidth + cellGap;
  }
  x = Math.max(x, labelEnd);
  return {
    width: Math.ceil(x),
    height: Math.ceil(headHeight + slots * (cellHeight + cellGap) + footHeight),
    cellWidth,
    cellHeight,
    columnX,
    rowY: Array.from({ length: slots }, (_, slot) => headHeight + slot * (cellHeight + cellGap)),
    groups: groupStarts.map((index) => ({
      name: hosts[index]?.group ?? "",
      gpuModel: hosts[index]?.gpuModel ?? null,
      x: columnX[index] ?? axisWidth,
    })),
    labelEvery: Math.max(1, Math.ceil(labelWidth / (cellWidth + cellGap))),
  };
}

function groupLabelWidth({ group, gpuModel }: FleetLayout["hosts"][number]): number {
  return characterWidth * (group.length + (gpuModel?.length ?? 0) + 1);
}

/** What stands under a column: the part of the host's name that its group does not say. */
export function columnLabel(host: { readonly name: string; readonly group: string }): string {
  const rest = host.name.startsWith(host.group) ? host.name.slice(host.group.length).replace(/^[-_.]+/, "") : "";
  return rest === "" ? host.name : rest;
}

export interface HeatScale {
  readonly scaleMin: number;
  readonly scaleMax: number;
}

/** Heat step 0..7 of a value on a scale. */
export function heatStep(value: number, { scaleMin, scaleMax }: HeatScale): number {
  return clamp(Math.floor(((value - scaleMin) / (scaleMax - scaleMin)) * 8), 0, 7);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
