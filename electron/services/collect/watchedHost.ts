import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { hostFindings } from "../../../shared/domain/host/findings/hostFindings.ts";
import type { Finding, HostDetail, HostSummary } from "../../../shared/domain/host/state.ts";
import type { Log } from "../log.ts";
import type { MetricsService } from "../metrics/types.ts";
import type { SshService } from "../ssh/types.ts";
import { createHostCollector, type HostCollector } from "./hostCollector.ts";
import { createHostReadings } from "./hostReadings.ts";
import { summarize } from "./summarize.ts";
import type { HostToWatch, WatchedHost } from "./types.ts";

export interface OwnedHost extends WatchedHost, Disposable {
  /** Goes on by a changed entry. False when it is reached in another way: that takes another connection. */
  adopt(host: HostToWatch): boolean;
}

export interface WatchedHostOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly ssh: Pick<SshService, "link">;
  readonly metrics: Pick<MetricsService, "target">;
  readonly random: () => number;
  readonly newNonce: () => string;
  readonly host: HostToWatch;
  onChange(): void;
}

const historyLength = 20;

/** A host's link, collector and readings, and what the UI is shown of them; made when it is asked for, once per change. */
export function createWatchedHost(options: WatchedHostOptions): OwnedHost {
  const { clock, log, metrics, random, newNonce } = options;
  let { host } = options;
  const readings = createHostReadings(clock, metrics, host.name);
  const link = options.ssh.link(host);
  let findings: readonly Finding[] = [];
  let areFindingsOld = true;
  let summary: HostSummary | null = null;
  let detail: HostDetail | null = null;

  function onChange(): void {
    areFindingsOld = true;
    summary = null;
    detail = null;
    options.onChange();
  }

  const collector: HostCollector = createHostCollector({
    clock,
    log,
    random,
    newNonce,
    host,
    link,
    readings,
    onChange,
  });

  function newFindings(): readonly Finding[] {
    const { gpu, kernel, machine } = readings;
    return hostFindings({
      host: host.name,
      nowMs: clock.nowMs(),
      connection: link.state,
      stale: readings.stale,
      lastSampleAtMs: readings.lastSampleAtMs,
      gpuSubsystem: gpu.subsystem,
      gpus: gpu.gpus,
      slowdownCelsius: gpu.slowdownCelsius,
      xids: kernel.xids,
      services: machine.services,
      filesystems: machine.filesystems,
      previous: findings,
    });
  }

  function makeDetail(of: HostSummary): HostDetail {
    const { gpu, kernel, machine, record } = readings;
    return {
      summary: of,
      facts: readings.facts,
      vitals: machine.vitals,
      gpus: [...gpu.gpus],
      gpuSlowdownCelsius: gpu.slowdownCelsius.size === 0 ? null : Math.min(...gpu.slowdownCelsius.values()),
      gpusAtMs: gpu.gpusAtMs,
      migDevices: [...gpu.migDevices],
      processes: [...gpu.processes],
      processesAtMs: gpu.processesAtMs,
      services: [...machine.services],
      servicesAtMs: machine.servicesAtMs,
      filesystems: [...machine.filesystems],
      kernelAtMs: kernel.readAtMs,
      xids: [...kernel.xids],
      oomKills: [...kernel.oomKills],
      costs: [...record.costs],
      gpuMode: shownMode(collector),
      unreadable: [...record.unreadable],
      history: [...link.history, ...collector.history].sort((a, b) => b.atMs - a.atMs).slice(0, historyLength),
    };
  }

  return {
    name: host.name,
    link,
    get gpus() {
      return readings.gpu.gpus;
    },
    get findings() {
      if (areFindingsOld) findings = newFindings();
      areFindingsOld = false;
      return findings;
    },
    get lastSampleAtMs() {
      return readings.lastSampleAtMs;
    },
    get summary() {
      summary ??= summarize({
        host,
        resolved: link.resolved,
        connection: link.state,
        readings,
        findings: this.findings,
      });
      return summary;
    },
    get detail() {
      detail ??= makeDetail(this.summary);
      return detail;
    },
    get told() {
      const { kernel, machine, facts } = readings;
      const { xids, oomKills } = kernel;
      return { xids, oomKills, workloads: machine.workloads, bootTimeMs: facts.bootTimeMs };
    },
    retry() {
      link.retry();
      collector.retry();
    },
    stop: () => link.stop(),
    refresh: () => collector.refresh(),
    adopt(next) {
      if (!isDeepStrictEqual(wayTo(host), wayTo(next))) return false;
      if (isDeepStrictEqual(host, next)) return true;
      host = next;
      collector.setHost(next);
      onChange();
      return true;
    },
    dispose() {
      collector.dispose();
      link.dispose();
      readings.dispose();
    },
  };
}

/** What of an entry says how the host is reached: all but what is read, how often, and where it is shown. */
function wayTo({ intervalMs, interval, units, environment, group, scrape, ...way }: HostToWatch) {
  return way;
}

/** While nvidia-smi hangs none is used. */
function shownMode({ gpuMode: { kind, why } }: HostCollector): HostDetail["gpuMode"] {
  return { kind: kind === "hung" ? "none" : kind, why };
}
