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
  /** What stands above each group of columns. The model where all of its hosts have the same and there is room. */
  readonly heads: readonly { readonly name: string; readonly gpuModel: string | null; readonly x: number }[];
}

const axisWidth = 28;
const groupGap = 14;
const cellGap = 1;
const headHeight = 18;
const footHeight = 22;
const mostCellWidth = 160;
const leastCellWidth = 4;
const mostCellHeight = 72;
const leastCellHeight = 9;
/** Of the 11 px type, a little generous. */
export const characterWidth = 6.4;

interface Group {
  readonly name: string;
  readonly gpuModel: string | null;
  /** Indexes of its first host and of the first host after it. */
  readonly from: number;
  readonly to: number;
}

/** Columns by group, cells as large as the box allows within bounds that keep them cells. */
export function heatmapGeometry(
  layout: FleetLayout,
  box: { readonly width: number; readonly height: number },
): HeatmapGeometry {
  const { hosts, slots } = layout;
  const groups = groupsOf(hosts);
  const gaps = Math.max(0, groups.length - 1) * groupGap;
  const columnSpace = (box.width - axisWidth - gaps) / Math.max(1, hosts.length);
  const cellWidth = clamp(columnSpace - cellGap, leastCellWidth, mostCellWidth);
  const rowSpace = (box.height - headHeight - footHeight) / Math.max(1, slots);
  const cellHeight = clamp(rowSpace - cellGap, leastCellHeight, mostCellHeight);

  const pitch = cellWidth + cellGap;
  // Models leave first, then the ends of names: figures are worth more room than words.
  const withoutModels = groups.map((group) => ({ ...group, gpuModel: null }));
  const [first, ...others] = [
    placeColumns(groups, pitch),
    placeColumns(withoutModels, pitch),
    placeColumns(
      withoutModels.map((group) => ({ ...group, name: clipped(group, pitch) })),
      pitch,
    ),
  ];
  const placed = [first, ...others].find(({ width }) => width <= box.width) ?? others.at(-1) ?? first;
  return {
    ...placed,
    cellWidth,
    cellHeight,
    height: Math.ceil(headHeight + slots * (cellHeight + cellGap) + footHeight),
    rowY: Array.from({ length: slots }, (_, slot) => headHeight + slot * (cellHeight + cellGap)),
  };
}

function groupsOf(hosts: FleetLayout["hosts"]): readonly Group[] {
  const starts = hosts.flatMap(({ group }, index) => (index === 0 || group !== hosts[index - 1]?.group ? [index] : []));
  return starts.map((from, at) => {
    const to = starts[at + 1] ?? hosts.length;
    const models = new Set(hosts.slice(from, to).flatMap(({ gpuModel }) => gpuModel ?? []));
    const [gpuModel = null] = models.size === 1 ? models : [];
    return { name: hosts[from]?.group ?? "", gpuModel, from, to };
  });
}

/** A group is at least as wide as what stands above it. */
function placeColumns(groups: readonly Group[], pitch: number): Pick<HeatmapGeometry, "columnX" | "heads" | "width"> {
  const columnX: number[] = [];
  const heads: HeatmapGeometry["heads"][number][] = [];
  let end = axisWidth;
  for (const { name, gpuModel, from, to } of groups) {
    const x = heads.length === 0 ? end : end + groupGap;
    heads.push({ name, gpuModel, x });
    for (let host = from; host < to; host += 1) columnX.push(x + (host - from) * pitch);
    end = x + Math.max((to - from) * pitch, headWidth(name, gpuModel));
  }
  return { columnX, heads, width: Math.ceil(end - cellGap) };
}

function headWidth(name: string, gpuModel: string | null): number {
  return characterWidth * (name.length + (gpuModel === null ? 0 : gpuModel.length + 1));
}

/** As much of a group's name as stands above its columns. */
function clipped({ name, from, to }: Group, pitch: number): string {
  return clipText(name, Math.max(1, Math.floor(((to - from) * pitch) / characterWidth)));
}

/** At most so many characters, the last of them a sign that there were more. */
export function clipText(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
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
