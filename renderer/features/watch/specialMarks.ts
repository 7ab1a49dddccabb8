import { fleetCell } from "../../../shared/contract/areas/hosts.ts";
import styles from "./HeatmapView.module.css";
import { element, set } from "./heatmapSvg.ts";

/**
 * What is drawn over a cell that is not ordinary; told apart by shape, not by colour alone: an amber ring with a gap
 * and a corner notch, a red box with an X, a hatched dashed cell, a centre dot.
 */
export function specialMark(cell: number, width: number, height: number): SVGElement[] {
  const size = Math.min(width, height);
  const notch = Math.max(6, size / 4);
  switch (cell) {
    case fleetCell.throttled:
      return [
        shape("rect", styles.ringGap, { x: 0.75, y: 0.75, width: width - 1.5, height: height - 1.5 }),
        shape("rect", styles.ring, { x: 0.75, y: 0.75, width: width - 1.5, height: height - 1.5 }),
        shape("path", styles.notch, { d: `M${width - notch} 0H${width}V${notch}Z` }),
      ];
    case fleetCell.lost: {
      const middleX = width / 2;
      const middleY = height / 2;
      const arm = size / 4;
      return [
        shape("rect", styles.lostBox, { x: 0.75, y: 0.75, width: width - 1.5, height: height - 1.5 }),
        shape("path", styles.cross, {
          d: `M${middleX - arm} ${middleY - arm}l${2 * arm} ${2 * arm}m0 ${-2 * arm}l${-2 * arm} ${2 * arm}`,
        }),
      ];
    }
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

function shape(
  name: "rect" | "path" | "circle",
  className: string | undefined,
  attributes: Readonly<Record<string, string | number>>,
): SVGElement {
  const node = element(name, { class: className ?? "", "data-mark": "" });
  set(node, attributes);
  return node;
}
