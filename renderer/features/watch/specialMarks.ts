import { fleetCell } from "../../../shared/contract/fleetCell.ts";
import styles from "./HeatmapView.module.css";
import { element, set } from "./heatmapSvg.ts";

/**
 * What is drawn over a cell that is not ordinary; told apart by shape, not by colour alone: an amber ring with a gap
 * and a corner notch, a red box with an X (lost), a slash (unreadable), a ring (needs a reset) or nothing in it and a
 * dashed edge (not listed), a hatched dashed cell, a centre dot, a dash for no value, dots for not read yet.
 */
export function specialMark(cell: number, width: number, height: number): SVGElement[] {
  const size = Math.min(width, height);
  const notch = Math.max(6, size / 4);
  const [middleX, middleY, arm] = [width / 2, height / 2, size / 4];
  const box = { x: 0.75, y: 0.75, width: width - 1.5, height: height - 1.5 };
  switch (cell) {
    case fleetCell.throttled:
      return [
        shape("rect", styles.ringGap, box),
        shape("rect", styles.ring, box),
        shape("path", styles.notch, { d: `M${width - notch} 0H${width}V${notch}Z` }),
      ];
    case fleetCell.lost:
      return [
        shape("rect", styles.lostBox, box),
        shape("path", styles.cross, {
          d: `M${middleX - arm} ${middleY - arm}l${2 * arm} ${2 * arm}m0 ${-2 * arm}l${-2 * arm} ${2 * arm}`,
        }),
      ];
    case fleetCell.unreadable:
      return [
        shape("rect", styles.lostBox, box),
        shape("path", styles.cross, { d: `M${middleX - arm} ${middleY + arm}l${2 * arm} ${-2 * arm}` }),
      ];
    case fleetCell.requiresReset:
      return [shape("rect", styles.lostBox, box), shape("circle", styles.cross, { cx: middleX, cy: middleY, r: arm })];
    case fleetCell.absent:
      return [shape("rect", styles.absentBox, box)];
    case fleetCell.missing:
      return [shape("path", styles.dash, { d: `M${middleX - arm} ${middleY}h${2 * arm}` })];
    case fleetCell.unread:
      return [shape("path", styles.dots, { d: `M${middleX - arm} ${middleY}h${2 * arm}` })];
    case fleetCell.unreachable:
      return [shape("rect", styles.hatch, { x: 0.5, y: 0.5, width: width - 1, height: height - 1 })];
    case fleetCell.remapPending:
      return [
        shape("circle", styles.dot, { cx: width / 2, cy: height / 2, r: Math.min(size / 3, Math.max(2.5, size / 8)) }),
      ];
    default:
      return [];
  }
}

/** A whole cell for a legend: over a value in the middle of the ramp where the special cell has one. */
export function sampleCell(cell: number, size: number): SVGElement[] {
  const hasValue = cell === fleetCell.throttled || cell === fleetCell.remapPending;
  const inset = hasValue ? 0 : 0.5;
  const ground = shape("rect", hasValue ? styles.h4 : styles.hnone, {
    x: inset,
    y: inset,
    width: size - 2 * inset,
    height: size - 2 * inset,
  });
  return [ground, ...specialMark(cell, size, size)];
}

function shape(
  name: "rect" | "path" | "circle",
  className: string | undefined,
  attributes: Readonly<Record<string, string | number>>,
): SVGElement {
  const node = element(name, { class: className ?? "", "data-mark": "" });
  set(node, attributes);
  return node;
}
