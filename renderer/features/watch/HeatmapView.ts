import { fleetCell } from "../../../shared/contract/fleetCell.ts";
import styles from "./HeatmapView.module.css";
import { columnLabels } from "./heatmapLabels.ts";
import { type FleetItem, type FleetLayout, type HeatmapGeometry, heatmapGeometry, heatStep } from "./heatmapLayout.ts";
import { element, hatchPattern, set, text } from "./heatmapSvg.ts";
import { specialMark } from "./specialMarks.ts";

export interface CellPlace {
  /** Index into the layout's hosts. */
  readonly host: number;
  readonly slot: number;
}

export interface HeatmapCallbacks {
  /** The cell under the pointer or the keyboard focus, with its place in the box; null when there is none. */
  readonly onCurrent: (place: (CellPlace & { readonly x: number; readonly y: number }) | null) => void;
  readonly onOpen: (hostName: string) => void;
  /** What a screen reader says for a cell. */
  readonly spoken: (hostName: string, slot: number, cell: number, value: number) => string;
}

interface CellNodes {
  readonly group: SVGGElement;
  readonly rect: SVGRectElement;
  step: string;
  cell: number;
  spoken: string;
}

/**
 * The heatmap's drawing: one SVG cell a GPU, touched only when its step or state changed. React owns only the box it
 * stands in. A grid with one tab stop: arrows move by GPU and host, Enter opens the host.
 */
export class HeatmapView {
  private readonly svg = element("svg", { role: "grid", class: styles.grid ?? "", tabindex: "-1" });
  /** The ring and its ground, so that it stands out on any step of the ramp. */
  private readonly focusRing = [
    element("rect", { class: styles.focusGround ?? "", "aria-hidden": "true" }),
    element("rect", { class: styles.focusRing ?? "", "aria-hidden": "true" }),
  ];
  private readonly outline = element("rect", { class: styles.outline ?? "", "aria-hidden": "true" });
  private readonly box: HTMLElement;
  private readonly callbacks: HeatmapCallbacks;
  private readonly resizes: ResizeObserver;
  private layout: FleetLayout = { hosts: [], slots: 0 };
  private geometry: HeatmapGeometry | null = null;
  private item: FleetItem | null = null;
  private cells: CellNodes[] = [];
  private labels: SVGTextElement[] = [];
  private focused: CellPlace = { host: 0, slot: 0 };
  private alerting: ReadonlyMap<string, "critical" | "warning"> = new Map();

  constructor(box: HTMLElement, label: string, callbacks: HeatmapCallbacks) {
    this.box = box;
    this.callbacks = callbacks;
    this.svg.setAttribute("aria-label", label);
    box.append(this.svg);
    this.svg.addEventListener("keydown", this.onKey);
    this.svg.addEventListener("focusin", this.onFocus);
    this.svg.addEventListener("focusout", this.onBlur);
    this.svg.addEventListener("pointermove", this.onPointer);
    this.svg.addEventListener("pointerleave", this.onLeave);
    this.svg.addEventListener("click", this.onClick);
    box.addEventListener("scroll", this.onScroll);
    this.resizes = new ResizeObserver(() => this.rebuild());
    this.resizes.observe(box);
  }

  dispose(): void {
    this.resizes.disconnect();
    this.box.removeEventListener("scroll", this.onScroll);
    this.svg.remove();
  }

  update(item: FleetItem): void {
    this.item = item;
    if (item.layout && item.layout !== this.layout) {
      this.layout = item.layout;
      this.rebuild();
    } else {
      this.paint();
    }
  }

  /** Hosts whose column label is emphasised. */
  setAlerting(alerting: ReadonlyMap<string, "critical" | "warning">): void {
    this.alerting = alerting;
    this.paintLabels();
  }

  focus(): void {
    this.cellAt(this.focused)?.group.focus();
  }

  private rebuild(): void {
    const { hosts, slots } = this.layout;
    const geometry = heatmapGeometry(this.layout, { width: this.box.clientWidth, height: this.box.clientHeight });
    const hadFocus = this.svg.contains(document.activeElement);
    this.geometry = geometry;
    this.svg.replaceChildren();
    this.svg.setAttribute("width", String(geometry.width));
    this.svg.setAttribute("height", String(geometry.height));
    this.svg.setAttribute("aria-rowcount", String(slots));
    this.svg.setAttribute("aria-colcount", String(hosts.length));
    this.svg.append(hatchPattern(), ...this.heads(geometry));
    this.cells = [];
    for (let slot = 0; slot < slots; slot += 1) {
      const row = element("g", { role: "row", "aria-rowindex": String(slot + 1) });
      row.append(
        text(geometry.rowY[slot] ?? 0, { x: 20, dy: geometry.cellHeight / 2 + 4, anchor: "end" }, String(slot)),
      );
      for (const [host, { gpuCount }] of hosts.entries()) {
        const nodes = this.buildCell(geometry, { host, slot });
        if (slot < gpuCount) row.append(nodes.group);
        this.cells[host * slots + slot] = nodes;
      }
      this.svg.append(row);
    }
    this.labels = hosts.map(() => text(geometry.height - 8, { x: 0, dy: 0, anchor: "middle" }, ""));
    this.svg.append(...this.labels);
    this.svg.append(this.outline, ...this.focusRing);
    set(this.outline, { visibility: "hidden" });
    this.hideRing();
    this.focused = this.clampPlace(this.focused);
    this.paint();
    this.paintLabels();
    this.onScroll();
    if (hadFocus) this.focus();
  }

  private heads(geometry: HeatmapGeometry): SVGTextElement[] {
    return geometry.heads.map(({ name, gpuModel, x }) => {
      const head = text(12, { x, dy: 0, anchor: "start" }, name);
      head.classList.add(styles.head ?? "");
      if (gpuModel) {
        const model = element("tspan", { dx: "6", class: styles.model ?? "" });
        model.textContent = gpuModel;
        head.append(model);
      }
      return head;
    });
  }

  private buildCell(geometry: HeatmapGeometry, place: CellPlace): CellNodes {
    const x = geometry.columnX[place.host] ?? 0;
    const y = geometry.rowY[place.slot] ?? 0;
    const group = element("g", {
      role: "gridcell",
      "aria-colindex": String(place.host + 1),
      tabindex: "-1",
      class: styles.cell ?? "",
      transform: `translate(${x} ${y})`,
    });
    const rect = element("rect", { width: String(geometry.cellWidth), height: String(geometry.cellHeight) });
    group.append(rect);
    return { group, rect, step: "", cell: -1, spoken: "" };
  }

  private paint(): void {
    const { item, geometry } = this;
    if (!item || !geometry) return;
    const { hosts, slots } = this.layout;
    const tabStop = this.focused.host * slots + this.focused.slot;
    for (const [index, nodes] of this.cells.entries()) {
      const cell = item.cells[index] ?? fleetCell.none;
      const value = item.values[index] ?? Number.NaN;
      const step = Number.isNaN(value) ? "none" : String(heatStep(value, item));
      if (nodes.step !== step) {
        nodes.step = step;
        nodes.rect.setAttribute("class", styles[`h${step}`] ?? "");
      }
      if (nodes.cell !== cell) {
        nodes.cell = cell;
        for (const mark of nodes.group.querySelectorAll("[data-mark]")) mark.remove();
        nodes.group.append(...specialMark(cell, geometry.cellWidth, geometry.cellHeight));
      }
      const host = hosts[Math.floor(index / slots)];
      const spoken = host ? this.callbacks.spoken(host.name, index % slots, cell, value) : "";
      if (nodes.spoken !== spoken) {
        nodes.spoken = spoken;
        nodes.group.setAttribute("aria-label", spoken);
      }
      const tabIndex = index === tabStop ? "0" : "-1";
      if (nodes.group.getAttribute("tabindex") !== tabIndex) nodes.group.setAttribute("tabindex", tabIndex);
    }
  }

  private paintLabels(): void {
    if (!this.geometry) return;
    const placed = columnLabels(this.layout, this.geometry, (host) => this.alerting.has(host));
    for (const [index, { text, x, isShown }] of placed.entries()) {
      const label = this.labels[index];
      const severity = this.alerting.get(this.layout.hosts[index]?.name ?? "");
      if (!label) continue;
      label.textContent = text;
      set(label, {
        x,
        class: `${styles.label} ${severity ? (styles[severity] ?? "") : ""}`,
        visibility: isShown ? "visible" : "hidden",
      });
    }
  }

  private cellAt({ host, slot }: CellPlace): CellNodes | undefined {
    return this.cells[host * this.layout.slots + slot];
  }

  private clampPlace({ host, slot }: CellPlace): CellPlace {
    const column = Math.min(Math.max(0, host), Math.max(0, this.layout.hosts.length - 1));
    const rows = this.layout.hosts[column]?.gpuCount ?? 1;
    return { host: column, slot: Math.min(Math.max(0, slot), Math.max(0, rows - 1)) };
  }

  private readonly onKey = (event: KeyboardEvent) => {
    const { host, slot } = this.focused;
    const last = this.layout.hosts.length - 1;
    const moves: Readonly<Record<string, CellPlace>> = {
      ArrowLeft: { host: host - 1, slot },
      ArrowRight: { host: host + 1, slot },
      ArrowUp: { host, slot: slot - 1 },
      ArrowDown: { host, slot: slot + 1 },
      Home: { host: 0, slot },
      End: { host: last, slot },
    };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      this.focused = this.clampPlace(move);
      this.paint();
      this.focus();
    } else if (event.key === "Enter") {
      const name = this.layout.hosts[host]?.name;
      if (name) this.callbacks.onOpen(name);
    }
  };

  /** On which sides more hosts follow; the box's style shows it. */
  private readonly onScroll = () => {
    const { scrollLeft, clientWidth, scrollWidth } = this.box;
    this.box.toggleAttribute("data-more-left", scrollLeft > 1);
    this.box.toggleAttribute("data-more-right", scrollLeft + clientWidth < scrollWidth - 1);
  };

  private readonly onFocus = (event: FocusEvent) => {
    const place = this.placeOf(event.target);
    if (!place) return;
    this.focused = place;
    this.paint();
    this.point(place);
    if (event.target instanceof Element && event.target.matches(":focus-visible")) this.ringAround(place);
  };

  private readonly onPointer = (event: PointerEvent) => {
    const place = this.placeOf(event.target);
    if (place) this.point(place);
    else this.onLeave();
  };

  private readonly onBlur = () => {
    this.hideRing();
    this.onLeave();
  };

  private readonly onLeave = () => {
    set(this.outline, { visibility: "hidden" });
    this.callbacks.onCurrent(null);
  };

  private readonly onClick = (event: MouseEvent) => {
    const place = this.placeOf(event.target);
    const name = place && this.layout.hosts[place.host]?.name;
    if (name) this.callbacks.onOpen(name);
  };

  private placeOf(target: EventTarget | null): CellPlace | null {
    const group = target instanceof Element ? target.closest('[role="gridcell"]') : null;
    const index = group ? this.cells.findIndex((nodes) => nodes.group === group) : -1;
    return index < 0 ? null : { host: Math.floor(index / this.layout.slots), slot: index % this.layout.slots };
  }

  /** Over everything else: marks and neighbours would cover an outline of the cell itself. */
  private ringAround({ host, slot }: CellPlace): void {
    const { geometry } = this;
    if (!geometry) return;
    for (const rect of this.focusRing) {
      set(rect, {
        x: (geometry.columnX[host] ?? 0) - 1,
        y: (geometry.rowY[slot] ?? 0) - 1,
        width: geometry.cellWidth + 2,
        height: geometry.cellHeight + 2,
        visibility: "visible",
      });
    }
  }

  private hideRing(): void {
    for (const rect of this.focusRing) set(rect, { visibility: "hidden" });
  }

  private point(place: CellPlace): void {
    const { geometry } = this;
    if (!geometry) return;
    const x = geometry.columnX[place.host] ?? 0;
    const rows = this.layout.hosts[place.host]?.gpuCount ?? this.layout.slots;
    const top = geometry.rowY[0] ?? 0;
    set(this.outline, {
      x: x - 1.5,
      y: top - 1.5,
      width: geometry.cellWidth + 3,
      height: rows * (geometry.cellHeight + 1) + 2,
      visibility: "visible",
    });
    const y = geometry.rowY[place.slot] ?? 0;
    this.callbacks.onCurrent({ ...place, x: x + geometry.cellWidth, y: y + geometry.cellHeight / 2 });
  }
}
