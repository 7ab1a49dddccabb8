import type { Disposable } from "../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../shared/base/emitter.ts";

/** What a canvas needs of the theme; the values come from the CSS variables alone. */
export interface ChartColours {
  readonly series: readonly string[];
  /** From little to much. */
  readonly heat: readonly string[];
  readonly grid: string;
  readonly axis: string;
  readonly base: string;
  readonly panel: string;
  readonly hatch: string;
  readonly quiet: string;
  readonly neutral: string;
  readonly warning: string;
  readonly critical: string;
  readonly picked: string;
  /** Of the range that is expected; drawn thin. */
  readonly expected: string;
  /** Of bars and areas; the colours above are for lines and words. */
  readonly solid: {
    readonly quiet: string;
    readonly neutral: string;
    readonly warning: string;
    readonly critical: string;
  };
}

export interface ChartTheme extends Disposable {
  readonly colours: ChartColours;
  readonly onChange: Event<void>;
}

const seriesSlots = 8;
const heatSteps = 8;

function readColours(root: HTMLElement): ChartColours {
  const style = getComputedStyle(root);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    series: Array.from({ length: seriesSlots }, (_, i) => read(`--s${i + 1}`)),
    heat: Array.from({ length: heatSteps }, (_, i) => read(`--h${i}`)),
    grid: read("--grid"),
    axis: read("--axis"),
    base: read("--line-2"),
    panel: read("--bg-1"),
    hatch: read("--ghost"),
    quiet: read("--ghost"),
    neutral: read("--fg-3"),
    warning: read("--warn"),
    critical: read("--crit"),
    picked: read("--ac"),
    expected: read("--fg-2"),
    solid: {
      quiet: read("--ghost"),
      neutral: read("--line-3"),
      warning: read("--warn-solid"),
      critical: read("--crit-solid"),
    },
  };
}

/** Watches the theme attribute of the page and the system's preference. */
export function watchChartTheme(root: HTMLElement): ChartTheme {
  const changed = new Emitter<void>();
  let colours = readColours(root);
  const reread = () => {
    colours = readColours(root);
    changed.fire();
  };
  const observer = new MutationObserver(reread);
  observer.observe(root, { attributes: true, attributeFilter: ["data-theme", "class"] });
  const system = matchMedia("(prefers-color-scheme: light)");
  system.addEventListener("change", reread);
  return {
    get colours() {
      return colours;
    },
    onChange: changed.event,
    dispose() {
      observer.disconnect();
      system.removeEventListener("change", reread);
      changed.dispose();
    },
  };
}
