import type { Disposable } from "../../shared/base/disposable.ts";
import styles from "./CursorReadout.module.css";
import type { SyncedChart } from "./chartTypes.ts";
import { clockText } from "./scales.ts";

/** More would hide the chart. */
const mostEvents = 5;

/** The panel beside the crosshair with the values, and the pill with the time on the axis. Pointer decoration: hidden from readers. */
export class CursorReadout implements Disposable {
  private readonly panel = document.createElement("div");
  private readonly pill = document.createElement("div");

  constructor() {
    this.panel.className = styles.panel ?? "";
    this.pill.className = styles.pill ?? "";
    for (const element of [this.panel, this.pill]) {
      element.hidden = true;
      element.setAttribute("aria-hidden", "true");
      document.body.append(element);
    }
  }

  /** `pillTop` is where the time stands on the page; null under the chart itself. */
  show(chart: SyncedChart, pillTop: number | null): void {
    const place = chart.cursorPlace();
    const atMs = chart.cursorMs;
    if (!place || atMs === null) {
      this.hide();
      return;
    }
    const time = clockText(atMs, chart.zone);
    const values = chart.cursorValues();
    this.pill.textContent = time;
    this.pill.hidden = false;
    const frame = chart.container.getBoundingClientRect();
    const half = this.pill.offsetWidth / 2;
    const x = Math.min(Math.max(place.x, frame.left + half), frame.right - half);
    this.pill.style.transform = `translate(${Math.round(x)}px, ${Math.round(pillTop ?? place.bottom)}px) translateX(-50%)`;
    const events = chart.cursorEvents();
    this.panel.hidden = values.length + events.length === 0;
    this.panel.replaceChildren(
      textElement("time", time),
      ...events.slice(0, mostEvents).map((text) => textElement("event", text)),
      ...values.map(({ line, colour, text }) => row(colour, line.label, text)),
    );
    this.placePanel(place);
  }

  hide(): void {
    this.panel.hidden = true;
    this.pill.hidden = true;
  }

  dispose(): void {
    this.panel.remove();
    this.pill.remove();
  }

  private placePanel(place: { readonly x: number; readonly top: number; readonly bottom: number }): void {
    const { offsetWidth: width, offsetHeight: height } = this.panel;
    const fitsLeft = place.x - width - 12 > 0;
    const x = fitsLeft ? place.x - width - 12 : place.x + 12;
    const y = Math.max(4, Math.min(place.bottom - height - 8, innerHeight - height - 4));
    this.panel.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }
}

function textElement(style: string, text: string): HTMLElement {
  const element = document.createElement("div");
  element.className = styles[style] ?? "";
  element.textContent = text;
  return element;
}

function row(colour: string, label: string, value: string): HTMLElement {
  const element = textElement("row", "");
  const swatch = textElement("swatch", "");
  swatch.style.background = colour;
  element.append(swatch, textElement("label", label), textElement("value", value));
  return element;
}
