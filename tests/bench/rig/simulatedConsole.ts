import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applicationsOf } from "../../../electron/demo/simulation/applications/applications.ts";
import { chatDrift } from "../../../electron/demo/simulation/applications/demoServices.ts";
import { scrapedTargets } from "../../../electron/demo/simulation/applications/scrapedTargets.ts";
import { createFleet } from "../../../electron/demo/simulation/fleet.ts";
import type { ScriptedFault } from "../../../electron/demo/simulation/incident/faults.ts";
import { logFilesOf } from "../../../electron/demo/simulation/logs/logFiles.ts";
import { hostConnections } from "../../../electron/host/hostConnections.ts";
import { watchedSeries } from "../../../electron/host/watchedSeries.ts";
import { createAnomalyService } from "../../../electron/services/anomaly/createAnomalyService.ts";
import { createCollectService } from "../../../electron/services/collect/createCollectService.ts";
import { createDiagnosisService } from "../../../electron/services/diagnosis/createDiagnosisService.ts";
import { createDriftService } from "../../../electron/services/drift/createDriftService.ts";
import { createEventsService } from "../../../electron/services/events/createEventsService.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { createLogsService } from "../../../electron/services/logs/createLogsService.ts";
import { createHostLogs } from "../../../electron/services/logs/hosts/createHostLogs.ts";
import { createMetricsService } from "../../../electron/services/metrics/createMetricsService.ts";
import { createScrapeService } from "../../../electron/services/scrape/createScrapeService.ts";
import { createServicesService } from "../../../electron/services/services/createServicesService.ts";
import { createLocalSource } from "../../../electron/services/sources/localSource.ts";
import type { SshService } from "../../../electron/services/ssh/types.ts";
import { DisposableStore } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { KnownAnomalies } from "../../../shared/domain/diagnosis/judgeAnomalies.ts";
import type { DiagnosisReport } from "../../../shared/domain/diagnosis/report.ts";
import { parseWorkspace } from "../../../shared/domain/workspace/parse.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { until } from "../../harness/until.ts";
import { type SimulatedLink, simulatedLink } from "./simulatedConnection.ts";

const hostCount = 4;
const intervalMs = 15_000;
/** What is held against it was measured by then. */
const calmMs = 31 * 60_000;
/** After that anomalies are looked for first, over all that is stored. */
const firstLookMs = 20_000;

/**
 * Plays a scenario in simulated time through the console's own readers, scrapers, logs, events, store and engine, and asks
 * for a diagnosis at its moment; `tookMs` is real time. The worker is bundled.
 */
export async function diagnoseScripted(
  { scenario, service, onsetSeconds, judgeSeconds }: ScriptedFault,
  seed: number,
  samplesWorkerFile: string,
): Promise<{ readonly report: DiagnosisReport; readonly tookMs: number }> {
  const owned = new DisposableStore();
  const folder = mkdtempSync(join(tmpdir(), "midwatch-diagnosis-"));
  owned.add({ dispose: () => rmSync(folder, { recursive: true, force: true }) });
  mkdirSync(join(folder, "workspace"));
  const clock = new ManualClock();
  const specs = createFleet(hostCount, seed, scenario);
  const links = new Map(specs.map((host) => [host.name, owned.add(simulatedLink(host, clock))] as const));
  const workspace = workspaceOf(specs, clock);
  const metrics = createMetricsService({
    workerFile: samplesWorkerFile,
    databaseFile: join(folder, "samples.db"),
    retentionMs: 86_400_000,
    memoryCapBytes: 64 * 2 ** 20,
    clock,
    log: silentLog,
  });
  try {
    const random = () => 0.5;
    const ssh = {
      link: ({ name }: { readonly name: string }) => links.get(name) as SimulatedLink,
    } as unknown as SshService;
    const collect = owned.add(createCollectService({ ssh, metrics, clock, log: silentLog, random }));
    collect.setHosts(workspace.hosts.map((host) => ({ ...host, intervalMs })));
    const http = createHttpService({
      secrets: { get: async () => null },
      workspaceFolder: folder,
      dial: () => async () => Promise.reject(new Error("no servers here")),
    });
    const scrape = owned.add(
      createScrapeService({ clock, random, connections: hostConnections(collect), http, metrics }),
    );
    scrape.setHosts(workspace.hosts);
    const local = createLocalSource(metrics, () => scrape.metadata());
    const sources = { get: () => local, servers: [] };
    const alerts = {
      alerts: new Map(),
      onChange: new Emitter<never>().event,
      silences: [],
      onSilences: new Emitter<never>().event,
    };
    const services = owned.add(
      createServicesService({
        clock,
        log: silentLog,
        sources,
        scrape,
        hosts: () => [...collect.hosts.values()].map(({ summary }) => summary),
        alerts: () => [],
      }),
    );
    services.setWorkspace(workspace);
    owned.add(services.watch());
    const drift = createDriftService({ clock, sources, services });
    drift.setWorkspace(workspace);
    const anomaly = { onFinding: new Emitter<never>().event };
    const rules = { groups: [], onChange: new Emitter<void>().event };
    const events = owned.add(
      createEventsService({
        ...{ alerts, collect, rules, services, anomaly, clock },
        kubernetes: { clusters: [], onChange: new Emitter<void>().event },
        dataFolder: folder,
        log: silentLog,
      }),
    );
    const logs = createLogsService({ clock });
    const connections = { of: (host: string) => links.get(host)?.connection ?? null };
    logs.setSources([
      createHostLogs({
        clock,
        connections,
        nonce: () => "5eed5eed5eed5eed",
        hosts: specs.map(({ name }) => name),
        logs: workspace.logs ?? [],
      }),
    ]);
    let looked: KnownAnomalies = { atMs: null, findings: [], known: [] };
    const patterns = { patterns: [], problems: [], onChange: new Emitter<void>().event, dispose() {} };
    const diagnosis = owned.add(
      createDiagnosisService({
        clock,
        log: silentLog,
        patterns,
        sources,
        logs,
        events,
        drift,
        anomaly: {
          get state() {
            return looked;
          },
        },
        services,
        alerts,
        isRunbook: () => true,
      }),
    );

    await pass(clock, calmMs);
    const beganMs = clock.nowMs();
    const t = clock.monotonicMs() / 1000;
    for (const { incident, name } of specs) {
      incident?.begin(t, 1);
      const cutOffAt = incident?.cutOffAt ?? null;
      if (cutOffAt !== null) owned.add(clock.after((cutOffAt - t) * 1000, () => links.get(name)?.cutOff()));
    }
    await pass(clock, judgeSeconds * 1000 - firstLookMs);
    const watched = owned.add(watchedSeries({ clock, services, events: () => events }));
    const looking = owned.add(createAnomalyService({ metrics, clock, log: silentLog, sources, ...watched }));
    await pass(clock, firstLookMs);
    await until(() => looking.state.atMs !== null, 60_000);
    looked = looking.state;
    const subject = { service, hosts: [], sinceMs: beganMs + onsetSeconds * 1000, atMs: null };
    const askedMs = performance.now();
    const report = await diagnosis.run(subject, new AbortController().signal);
    return { report, tookMs: performance.now() - askedMs };
  } finally {
    owned.dispose();
    await metrics.close();
  }
}

/** Simulated time goes on; what was asked for is answered in between, as it is where time is real. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let done = 0; done < ms; done += 5000) {
    await clock.advance(5000);
    for (let turn = 0; turn < 40; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

function workspaceOf(specs: ReturnType<typeof createFleet>, clock: ManualClock) {
  const running = new Map(specs.map((host) => [host.name, applicationsOf(host, clock.nowMs())] as const));
  const targets = scrapedTargets(specs, running);
  const hosts = specs.map(
    ({ name }) => `  - name: ${name}\n${(targets.get(name) ?? "").replaceAll("interval: 5s", "interval: 15s")}`,
  );
  const holding = (folder: string) =>
    specs
      .filter((host) => logFilesOf(host).some(({ path }) => path.startsWith(folder)))
      .map(({ name }) => name)
      .join(", ");
  const text = `version: 1
name: simulated
hosts:
${hosts.join("")}
services:
  - name: chat-llm-70b
    targets: '{job="vllm"}'
${chatDrift}  - { name: llm-gateway, targets: '{job="gateway"}' }
logs:
  - kernel: true
  - { files: /var/log/vllm/*.log, hosts: [${holding("/var/log/vllm/")}] }
  - { files: /var/log/gateway/*.log, hosts: [${holding("/var/log/gateway/")}] }
`;
  const { file, problems } = parseWorkspace(text, "midwatch.yaml");
  if (file) return file;
  throw new Error(problems.map(({ line, message }) => `${line}: ${message}`).join("\n"));
}
