import { characterWidth, clipText, columnLabel, type FleetLayout, type HeatmapGeometry } from "./heatmapLayout.ts";

export interface ColumnLabel {
  readonly text: string;
  /** Middle of the text, in pixels of the heatmap. */
  readonly x: number;
  readonly isShown: boolean;
}

const mostCharacters = 14;
/** Between two labels. */
const gapPx = 6;

/**
 * What stands under each column. Labels never lie over each other: those of hosts that alert come first, then every
 * n-th of a group, so that the eye can count on.
 */
export function columnLabels(
  { hosts }: FleetLayout,
  geometry: HeatmapGeometry,
  isAlerting: (host: string) => boolean,
): readonly ColumnLabel[] {
  const texts = hosts.map((host) => clipText(columnLabel(host), mostCharacters));
  const widths = texts.map((text) => text.length * characterWidth);
  const middles = hosts.map((_, index) => {
    const half = (widths[index] ?? 0) / 2;
    const middle = (geometry.columnX[index] ?? 0) + geometry.cellWidth / 2;
    return Math.max(half, Math.min(geometry.width - half, middle));
  });
  const shown = new Set<number>();
  const place = (index: number) => {
    const isFree = [...shown].every(
      (other) =>
        Math.abs((middles[index] ?? 0) - (middles[other] ?? 0)) >=
        ((widths[index] ?? 0) + (widths[other] ?? 0)) / 2 + gapPx,
    );
    if (isFree) shown.add(index);
  };
  for (const [index, { name }] of hosts.entries()) if (isAlerting(name)) place(index);
  for (const index of turns(hosts, widths, geometry.cellWidth)) place(index);
  return texts.map((text, index) => ({ text, x: middles[index] ?? 0, isShown: shown.has(index) }));
}

/** Of each group the first column and as many after it as its longest label leaves room for. */
function turns(hosts: FleetLayout["hosts"], widths: readonly number[], cellWidth: number): readonly number[] {
  const groups = new Map<string, number[]>();
  for (const [index, { group }] of hosts.entries()) {
    const members = groups.get(group);
    if (members) members.push(index);
    else groups.set(group, [index]);
  }
  return [...groups.values()].flatMap((members) => {
    const longest = Math.max(...members.map((index) => widths[index] ?? 0));
    const every = Math.max(1, Math.ceil((longest + gapPx) / (cellWidth + 1)));
    return members.filter((_, at) => at % every === 0);
  });
}
