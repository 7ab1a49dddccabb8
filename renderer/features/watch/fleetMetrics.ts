import type { FleetMetric } from "../../../shared/contract/areas/hosts.ts";

export interface FleetMetricView {
  readonly id: FleetMetric;
  readonly label: string;
  /** The value in words, as the tooltip and a screen reader say it. */
  readonly format: (value: number) => string;
  readonly spoken: (value: number) => string;
}

const percent = (value: number) => `${Math.round(value * 100)} %`;
const spokenPercent = (value: number) => `${Math.round(value * 100)} percent`;

/** The metrics of the heatmap, in the order of the M key. */
export const fleetMetrics: readonly FleetMetricView[] = [
  { id: "utilization", label: "Util", format: percent, spoken: spokenPercent },
  { id: "memory", label: "Memory", format: percent, spoken: spokenPercent },
  {
    id: "power",
    label: "Power",
    format: (watts) => `${Math.round(watts)} W`,
    spoken: (watts) => `${Math.round(watts)} watts`,
  },
  {
    id: "temperature",
    label: "Temp",
    format: (celsius) => `${Math.round(celsius)} °C`,
    spoken: (celsius) => `${Math.round(celsius)} degrees`,
  },
  {
    id: "smClock",
    label: "SM clock",
    format: (hertz) => `${Math.round(hertz / 1e6).toLocaleString("en")} MHz`,
    spoken: (hertz) => `${Math.round(hertz / 1e6)} megahertz`,
  },
];

export function nextMetric(current: FleetMetric): FleetMetric {
  const index = fleetMetrics.findIndex(({ id }) => id === current);
  return fleetMetrics[(index + 1) % fleetMetrics.length]?.id ?? "utilization";
}
