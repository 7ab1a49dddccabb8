import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "../../shared/base/clock.ts";
import type { Disposable } from "../../shared/base/disposable.ts";
import type { Connection } from "../../shared/domain/host/state.ts";
import type { CollectService } from "../services/collect/types.ts";
import type { MetricsService, MetricsStats } from "../services/metrics/types.ts";
import type { RemoteWriteState } from "../services/remoteWrite/types.ts";

export interface HealthReading {
  readonly stats: MetricsStats;
  readonly samplesPerSecond: number;
  readonly rssBytes: number;
  readonly eventLoopLagMs: number;
  readonly connections: Readonly<Record<ConnectionCount, number>>;
}

type ConnectionCount = "total" | "connected" | "connecting" | "waiting" | "stopped";

export interface Health extends Disposable {
  read(): Promise<HealthReading>;
}

interface HealthDependencies {
  readonly clock: Clock;
  readonly metrics: MetricsService;
  readonly collect: CollectService;
}

/** Each look at the event loop wakes the process: ten a second find what a person would notice. */
const lagResolutionMs = 100;

/** The console's own condition. One reading a second is shared by all who ask. */
export function createHealth({ clock, metrics, collect }: HealthDependencies): Health {
  const delay = monitorEventLoopDelay({ resolution: lagResolutionMs });
  delay.enable();
  let last: { readonly atMs: number; readonly reading: Promise<HealthReading> } | null = null;
  let totals: readonly SamplesTotal[] = [{ atMs: clock.monotonicMs(), total: 0 }];

  async function readNow(): Promise<HealthReading> {
    const stats = await metrics.stats();
    totals = withNewest(totals, { atMs: clock.monotonicMs(), total: stats.samplesTotal });
    // The histogram includes its own resolution.
    const eventLoopLagMs = Math.max(0, delay.percentile(99) / 1e6 - lagResolutionMs);
    delay.reset();
    return {
      stats,
      samplesPerSecond: perSecond(totals),
      rssBytes: process.memoryUsage.rss(),
      eventLoopLagMs: Number.isFinite(eventLoopLagMs) ? eventLoopLagMs : 0,
      connections: countConnections([...collect.hosts.values()].map((host) => host.summary.connection)),
    };
  }

  return {
    read() {
      const nowMs = clock.monotonicMs();
      if (last && nowMs - last.atMs < 900) return last.reading;
      last = { atMs: nowMs, reading: readNow() };
      return last.reading;
    },
    dispose: () => delay.disable(),
  };
}

interface SamplesTotal {
  readonly atMs: number;
  readonly total: number;
}

/** Hosts that are read every few seconds would otherwise make the rate jump between nothing and all at once. */
const rateWindowMs = 10_000;

/** The totals that a rate over the window needs: those within it, and one from before. */
export function withNewest(totals: readonly SamplesTotal[], newest: SamplesTotal): readonly SamplesTotal[] {
  const within = totals.findIndex(({ atMs }) => newest.atMs - atMs <= rateWindowMs);
  return [...totals.slice(within < 0 ? -1 : Math.max(0, within - 1)), newest];
}

/** Samples a second between the oldest and the newest total; 0 before there are two. */
export function perSecond(totals: readonly SamplesTotal[]): number {
  const [oldest] = totals;
  const newest = totals.at(-1);
  if (!oldest || !newest || newest.atMs <= oldest.atMs) return 0;
  return ((newest.total - oldest.total) * 1000) / (newest.atMs - oldest.atMs);
}

function countConnections(connections: readonly Connection[]): Record<ConnectionCount, number> {
  const counts = { total: connections.length, connected: 0, connecting: 0, waiting: 0, stopped: 0 };
  for (const { kind } of connections) {
    if (kind === "connected") counts.connected += 1;
    else if (kind === "waiting") counts.waiting += 1;
    else if (kind === "stopped" || kind === "idle") counts.stopped += 1;
    else counts.connecting += 1;
  }
  return counts;
}

const forwardingFamilies = {
  sent: ["midwatch_remote_write_samples_total", "counter", "Samples that a receiver took."],
  dropped: ["midwatch_remote_write_dropped_samples_total", "counter", "Samples that a receiver refused for good."],
  agedOut: [
    "midwatch_remote_write_aged_out_seconds_total",
    "counter",
    "Time whose samples the retention gave up before a receiver took them.",
  ],
  behind: ["midwatch_remote_write_behind_seconds", "gauge", "Age of the oldest sample that waits to be forwarded."],
  problem: ["midwatch_remote_write_problem", "gauge", "1 while a receiver does not take samples."],
} as const;

/** The same in exposition text, for whoever watches the console. */
export function healthText(
  reading: HealthReading,
  version: string,
  forwarding: readonly RemoteWriteState[] = [],
): string {
  const lines: string[] = [];
  const family = (name: string, type: "gauge" | "counter", help: string, samples: Readonly<Record<string, number>>) => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (const [labels, value] of Object.entries(samples)) lines.push(`${name}${labels} ${value}`);
  };
  const { stats, connections } = reading;
  family("midwatch_info", "gauge", "Version of the console.", { [`{version="${version}"}`]: 1 });
  family("midwatch_hosts", "gauge", "Hosts of the workspace by connection state.", {
    '{state="connected"}': connections.connected,
    '{state="connecting"}': connections.connecting,
    '{state="waiting"}': connections.waiting,
    '{state="stopped"}': connections.stopped,
  });
  family("midwatch_samples_total", "counter", "Samples taken in.", { "": stats.samplesTotal });
  family("midwatch_samples_per_second", "gauge", "Samples taken in over the last reading.", {
    "": reading.samplesPerSecond,
  });
  family("midwatch_refused_rows_total", "counter", "Rows refused because they were out of order.", {
    "": stats.refusedRowsTotal,
  });
  family("midwatch_series", "gauge", "Series held.", { "": stats.seriesCount });
  family("midwatch_store_memory_bytes", "gauge", "Memory of the sample store.", { "": stats.memoryBytes });
  family("midwatch_store_disk_bytes", "gauge", "Size of the database.", { "": stats.diskBytes });
  family("midwatch_store_problem", "gauge", "1 while samples cannot be kept.", { "": stats.problem === null ? 0 : 1 });
  family("midwatch_event_loop_lag_seconds", "gauge", "99th percentile of event-loop lag since the last reading.", {
    "": reading.eventLoopLagMs / 1000,
  });
  family("midwatch_process_resident_memory_bytes", "gauge", "Resident memory of the console.", {
    "": reading.rssBytes,
  });
  family("midwatch_process_cpu_seconds_total", "counter", "CPU time of the console, all threads.", {
    "": (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  });
  const byServer = (value: (state: RemoteWriteState) => number) =>
    Object.fromEntries(forwarding.map((state) => [`{server="${state.name}"}`, value(state)]));
  if (forwarding.length > 0) {
    const { sent, dropped, agedOut, behind, problem } = forwardingFamilies;
    family(
      ...sent,
      byServer(({ sentSamples }) => sentSamples),
    );
    family(
      ...dropped,
      byServer(({ droppedSamples }) => droppedSamples),
    );
    family(
      ...agedOut,
      byServer(({ agedOutMs }) => agedOutMs / 1000),
    );
    family(
      ...behind,
      byServer(({ behindMs }) => behindMs / 1000),
    );
    family(
      ...problem,
      byServer((state) => (state.problem === null ? 0 : 1)),
    );
  }
  return `${lines.join("\n")}\n`;
}
