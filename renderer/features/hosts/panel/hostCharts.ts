import { formatBytes, formatSi } from "../../../../shared/domain/format/numbers.ts";
import type { ChartSpec, LatestValue } from "../../../charts/chartContent.ts";
import type { ChartLine } from "../../../charts/chartTypes.ts";
import { gpuSlot } from "../../../charts/gpuSlot.ts";
import { gpuLineKey } from "./gpuRows.ts";

const gibibyte = 2 ** 30;
const megabyte = 1e6;
/** In bytes. */
const gigabit = 1e9 / 8;

/** `metric{instance="host"}`; a host name is data and is quoted as such. */
export function hostSelector(metric: string, host: string): string {
  return `${metric}{instance=${JSON.stringify(host)}}`;
}

const metrics = {
  gpuUtilization: "nvidia_smi_utilization_gpu_ratio",
  gpuMemory: "nvidia_smi_memory_used_bytes",
  gpuPower: "nvidia_smi_power_draw_watts",
  gpuTemperature: "nvidia_smi_temperature_gpu",
  cpu: "midwatch_host_cpu_ratio",
  memory: "midwatch_host_memory_used_bytes",
  diskRead: "midwatch_host_disk_read_bytes_per_second",
  diskWrite: "midwatch_host_disk_written_bytes_per_second",
  networkIn: "midwatch_host_network_receive_bytes_per_second",
  networkOut: "midwatch_host_network_transmit_bytes_per_second",
} as const;

export function hostQueries(host: string): { readonly id: string; readonly expr: string }[] {
  return Object.entries(metrics).map(([id, metric]) => ({ id, expr: hostSelector(metric, host) }));
}

function gpuLine({ labels }: { readonly labels: Readonly<Record<string, string>> }): ChartLine {
  const index = labels.gpu === undefined ? null : Number(labels.gpu);
  const name = index === null ? `GPU ${labels.pci_bus_id ?? labels.uuid ?? "?"}` : `GPU ${index}`;
  return { key: index === null ? name : gpuLineKey(index), label: name, slot: gpuSlot(index) };
}

const line = (key: string, label: string, slot: number) => (): ChartLine => ({ key, label, slot });

function measured(latest: readonly LatestValue[]): readonly number[] {
  return latest.map(({ value }) => value).filter((value) => !Number.isNaN(value));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

/** A headline over what was measured; without values there is nothing to say. */
function over(text: (values: readonly number[]) => string): ChartSpec["headline"] {
  return (latest) => {
    const values = measured(latest);
    return values.length === 0 ? null : text(values);
  };
}

/** The last value of one line among several. */
function ofLine(key: string, text: (value: number) => string): ChartSpec["headline"] {
  return (latest) => {
    const value = latest.find((entry) => entry.line.key === key)?.value ?? Number.NaN;
    return Number.isNaN(value) ? null : text(value);
  };
}

const percent = {
  unit: 0.01,
  unitText: "%",
  y: { kind: "fixed", min: 0, max: 1 },
  tickText: (value: number) => String(Math.round(value * 100)),
  valueText: (value: number) => `${(value * 100).toFixed(1)} %`,
} as const;

const plainTick = (value: number) => shortNumber(value);
const gibibytes = {
  unit: gibibyte,
  unitText: "GiB",
  tickText: (value: number) => shortNumber(value / gibibyte),
  valueText: formatBytes,
} as const;

/** `0.5`, `400`, `1.5k`: an axis has room for four characters. */
function shortNumber(value: number): string {
  return Math.abs(value) < 1000 ? String(Number(value.toFixed(2))) : `${Number((value / 1000).toFixed(1))}k`;
}

const bits = (bytesPerSecond: number) => formatSi(bytesPerSecond * 8, "b/s");
const bytes = (bytesPerSecond: number) => formatSi(bytesPerSecond, "B/s");

export const gpuUtilizationChart: ChartSpec = {
  ...percent,
  title: "GPU util",
  queries: ["gpuUtilization"],
  line: gpuLine,
  headline: over((values) => `${(mean(values) * 100).toFixed(1)} % avg`),
};

export const gpuMemoryChart: ChartSpec = {
  ...gibibytes,
  title: "GPU memory",
  queries: ["gpuMemory"],
  y: { kind: "around", span: 8 * gibibyte },
  line: gpuLine,
  headline: over((values) => `${formatBytes(mean(values))} avg`),
};

export const gpuPowerChart: ChartSpec = {
  title: "GPU power",
  unitText: "W",
  unit: 1,
  queries: ["gpuPower"],
  y: { kind: "around", span: 100 },
  tickText: plainTick,
  valueText: (value) => `${value.toFixed(0)} W`,
  line: gpuLine,
  headline: (latest) => {
    const values = measured(latest);
    if (values.length === 0) return null;
    // A sum over fewer GPUs than are there says so.
    const part = values.length < latest.length ? `of ${values.length}` : "total";
    return `${formatSi(sum(values), "W")} ${part}`;
  },
};

export const gpuTemperatureChart: ChartSpec = {
  title: "GPU temperature",
  unitText: "°C",
  unit: 1,
  queries: ["gpuTemperature"],
  y: { kind: "around", span: 20 },
  tickText: plainTick,
  valueText: (value) => `${value.toFixed(0)} °C`,
  line: gpuLine,
  headline: over((values) => `${Math.max(...values).toFixed(0)} °C max`),
};

export const cpuChart: ChartSpec = {
  ...percent,
  title: "CPU",
  queries: ["cpu"],
  line: line("cpu", "CPU", 1),
  headline: over((values) => `${Math.round(mean(values) * 100)} %`),
};

export const memoryChart: ChartSpec = {
  ...gibibytes,
  title: "Host memory",
  queries: ["memory"],
  y: { kind: "fromZero", least: gibibyte },
  line: line("memory", "Used", 1),
  headline: over((values) => formatBytes(mean(values))),
};

export const diskChart: ChartSpec = {
  title: "Disk",
  unitText: "MB/s",
  unit: megabyte,
  queries: ["diskRead", "diskWrite"],
  y: { kind: "fromZero", least: 10 * megabyte },
  tickText: (value) => shortNumber(value / megabyte),
  valueText: bytes,
  line: (_, query) => (query === "diskRead" ? line("read", "Read", 1)() : line("write", "Written", 2)()),
  headline: ofLine("read", (value) => `${bytes(value)} read`),
};

export const networkChart: ChartSpec = {
  title: "Network",
  unitText: "Gb/s",
  unit: gigabit,
  queries: ["networkIn", "networkOut"],
  y: { kind: "fromZero", least: gigabit / 10 },
  tickText: (value) => shortNumber(value / gigabit),
  valueText: bits,
  line: (_, query) => (query === "networkIn" ? line("in", "In", 1)() : line("out", "Out", 2)()),
  headline: ofLine("out", (value) => `${bits(value)} out`),
};
