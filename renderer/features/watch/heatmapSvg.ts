import styles from "./HeatmapView.module.css";

const svgNamespace = "http://www.w3.org/2000/svg";

/** The fill of unreachable hosts: stripes that hold without colour. */
export function hatchPattern(): SVGDefsElement {
  const defs = element("defs", {});
  const pattern = element("pattern", {
    id: "midwatch-hatch",
    width: "5",
    height: "5",
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  });
  pattern.append(
    element("rect", { width: "5", height: "5", class: styles.hatchGround ?? "" }),
    element("rect", { width: "1.4", height: "5", class: styles.hatchLine ?? "" }),
  );
  defs.append(pattern);
  return defs;
}

export function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const node = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

export function set(node: SVGElement, attributes: Readonly<Record<string, string | number>>): void {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
}

export function text(
  y: number,
  at: { readonly x: number; readonly dy: number; readonly anchor: "start" | "middle" | "end" },
  content: string,
): SVGTextElement {
  const node = element("text", {
    x: String(at.x),
    y: String(y + at.dy),
    "text-anchor": at.anchor,
    class: styles.label ?? "",
    "aria-hidden": "true",
  });
  node.textContent = content;
  return node;
}
