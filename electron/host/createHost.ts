import { randomBytes } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import { DisposableStore, toDisposable } from "../../shared/base/disposable.ts";
import { Emitter } from "../../shared/base/emitter.ts";
import { contract } from "../../shared/contract/contract.ts";
import { createContractServer, type Handlers } from "../../shared/contract/server.ts";
import type { Announcement } from "../../shared/domain/alerts/news/announcement.ts";
import { defaultAlerting } from "../../shared/domain/workspace/alerting.ts";
import type { WorkspaceFile } from "../../shared/domain/workspace/model.ts";
import { sourcesOf } from "../../shared/domain/workspace/source.ts";
import { createAlertsService } from "../services/alerts/createAlertsService.ts";
import { createAnomalyService } from "../services/anomaly/createAnomalyService.ts";
import { createCollectService } from "../services/collect/createCollectService.ts";
import { createDiagnosisService } from "../services/diagnosis/createDiagnosisService.ts";
import { createDriftService } from "../services/drift/createDriftService.ts";
import { createEventsService } from "../services/events/createEventsService.ts";
import type { EventsService } from "../services/events/types.ts";
import { createGrafanaService } from "../services/grafana/createGrafanaService.ts";
import { createHttpService } from "../services/http/createHttpService.ts";
import { readTrust } from "../services/http/readTrust.ts";
import { createIncidentsService } from "../services/incidents/createIncidentsService.ts";
import { createKubernetesService } from "../services/kubernetes/createKubernetesService.ts";
import { createLogsService } from "../services/logs/createLogsService.ts";
import { createMetricsService } from "../services/metrics/createMetricsService.ts";
import { createDeliver } from "../services/notify/createDeliver.ts";
import { createNotifyService } from "../services/notify/createNotifyService.ts";
import { createRemoteWriteService } from "../services/remoteWrite/createRemoteWriteService.ts";
import { createScrapeService } from "../services/scrape/createScrapeService.ts";
import { createServicesService } from "../services/services/createServicesService.ts";
import { createSlosService } from "../services/slo/createSlosService.ts";
import { createSourcesService } from "../services/sources/createSourcesService.ts";
import { createLocalSource } from "../services/sources/localSource.ts";
import { createSshService } from "../services/ssh/createSshService.ts";
import type { SshSettings } from "../services/ssh/types.ts";
import { createRoutingFiles } from "../services/store/alertmanager/createRoutingFiles.ts";
import { createDashboardLibrary } from "../services/store/dashboards/createDashboardLibrary.ts";
import { openDataFolder } from "../services/store/dataFolder.ts";
import { createPatternLibrary } from "../services/store/patterns/createPatternLibrary.ts";
import { createRuleLibrary } from "../services/store/rules/createRuleLibrary.ts";
import { createSettingsStore } from "../services/store/settingsStore.ts";
import { createSloLibrary } from "../services/store/slos/createSloLibrary.ts";
import type { SecretStore } from "../services/store/types.ts";
import { createWorkspaceStore } from "../services/store/workspaceStore.ts";
import { createTerminalsService } from "../services/terminals/createTerminalsService.ts";
import { auditAccess } from "./auditAccess.ts";
import { createBudgetsSpent } from "./budgetsSpent.ts";
import { composeRunbooks } from "./composeRunbooks.ts";
import { dialServer } from "./dialServer.ts";
import { alertsHandlers } from "./handlers/alerts.ts";
import { anomaliesHandlers } from "./handlers/anomalies.ts";
import { appHandlers } from "./handlers/app.ts";
import { dashboardsHandlers } from "./handlers/dashboards.ts";
import { diagnosisHandlers } from "./handlers/diagnosis.ts";
import { driftHandlers } from "./handlers/drift.ts";
import { eventsHandlers } from "./handlers/events.ts";
import { hostsHandlers } from "./handlers/hosts.ts";
import { incidentsHandlers } from "./handlers/incidents.ts";
import { kubernetesHandlers } from "./handlers/kubernetes.ts";
import { logsHandlers } from "./handlers/logs.ts";
import { notifyHandlers } from "./handlers/notify.ts";
import { panelsHandlers } from "./handlers/panels.ts";
import { scrapeHandlers } from "./handlers/scrape.ts";
import { secretsHandlers } from "./handlers/secrets.ts";
import { serversHandlers } from "./handlers/servers.ts";
import { servicesHandlers } from "./handlers/services.ts";
import { setupHandlers } from "./handlers/setup.ts";
import { slosHandlers } from "./handlers/slos.ts";
import { sourcesHandlers } from "./handlers/sources.ts";
import { terminalsHandlers } from "./handlers/terminals.ts";
import { createHealth, healthText } from "./health.ts";
import { hostConnections } from "./hostConnections.ts";
import { inspectGpus } from "./inspectGpus.ts";
import { logSources } from "./logSources.ts";
import { createMeasureTraffic } from "./measureTraffic.ts";
import { createOverview } from "./overview.ts";
import type { Platform } from "./platform.ts";
import { podLogsNamed } from "./podLogsNamed.ts";
import { createPrompts } from "./prompts.ts";
import { createRunbookFleet } from "./runbookFleet.ts";
import { createSendingSwitch } from "./sendingSwitch.ts";
import { createServerWatch } from "./serverWatch.ts";
import { sloEvents } from "./sloEvents.ts";
import { suspectAlertmanagers } from "./suspectAlertmanagers.ts";
import { tellFindings } from "./tellFindings.ts";
import { terminalHosts } from "./terminalHosts.ts";
import type { Host } from "./types.ts";
import { retentionMs, watchedHosts } from "./watchedHosts.ts";
import { watchedSeries } from "./watchedSeries.ts";
import { withSloAlerts } from "./withSloAlerts.ts";

/** A minute and a half of 64 hosts; what is older comes from disk in milliseconds. */
const samplesMemoryBytes = 4 * 2 ** 20;

/** Composes the services; everything that is started here ends in `close`, or at once when a part cannot start. */
export async function createHost(platform: Platform): Promise<Host> {
  const owned = new DisposableStore();
  try {
    return compose(platform, owned);
  } catch (error) {
    owned.dispose();
    throw error;
  }
}

function compose(platform: Platform, owned: DisposableStore): Host {
  const { clock, log, random, dataFolder } = platform;
  owned.add(openDataFolder(dataFolder));

  const workspace = owned.add(createWorkspaceStore({ folder: platform.workspaceFolder, clock, log }));
  /** Applies the workspace as it is, and again whenever it changes. */
  const follow = (apply: (file: WorkspaceFile | null) => void) => {
    apply(workspace.current.file);
    owned.add(workspace.onChange(({ file }) => apply(file)));
  };
  const dashboards = owned.add(
    createDashboardLibrary({ folder: join(platform.workspaceFolder, "dashboards"), clock, log }),
  );
  const settings = createSettingsStore({ file: join(dataFolder, "settings.json"), log });
  const metrics = owned.add(
    createMetricsService({
      workerFile: platform.samplesWorkerFile,
      databaseFile: join(dataFolder, "samples.db"),
      retentionMs: retentionMs(workspace.current.file),
      memoryCapBytes: samplesMemoryBytes,
      clock,
      log,
    }),
  );
  const prompts = createPrompts({ clock });
  const ssh = owned.add(
    createSshService({
      clock,
      log,
      random,
      prompter: prompts,
      ...sshSettings(platform, workspace.current.file),
      homeFolder: homedir(),
      environment: process.env,
      platform: process.platform,
    }),
  );
  follow((file) => ssh.configure(sshSettings(platform, file)));
  owned.add(platform.onNetworkChange(() => ssh.networkChanged()));

  const collect = owned.add(createCollectService({ ssh, metrics, clock, log, random }));
  follow((file) => collect.setHosts(watchedHosts(file)));

  const httpWith = (secrets: Pick<SecretStore, "get">) =>
    createHttpService({
      secrets,
      workspaceFolder: platform.workspaceFolder,
      dial: dialServer((host) => collect.hosts.get(host)?.link.connection ?? null),
    });
  const http = httpWith(platform.secrets);
  const scrape = owned.add(
    createScrapeService({
      clock,
      random,
      connections: hostConnections(collect),
      http,
      metrics,
    }),
  );
  follow((file) => scrape.setHosts(file?.hosts ?? []));

  const local = createLocalSource(metrics, () => scrape.metadata());
  const sources = owned.add(createSourcesService({ local, http, clock }));
  follow((file) => sources.setSources(sourcesOf(file?.sources, "prometheus")));
  const servers = owned.add(createServerWatch({ clock, http, sources }));
  follow((file) => servers.setServers(file?.sources ?? []));

  const grafana = owned.add(createGrafanaService({ http }));
  follow((file) => grafana.setServers(file?.grafana ?? []));

  const remoteWrite = owned.add(
    createRemoteWriteService({
      http,
      metrics,
      dataFolder,
      clock,
      random,
      log,
    }),
  );
  follow((file) => remoteWrite.setServers(file?.remoteWrite ?? []));

  const kubernetes = owned.add(
    createKubernetesService({
      clock,
      random,
      http,
      environment: process.env,
      workspaceFolder: platform.workspaceFolder,
      homeFolder: homedir(),
    }),
  );
  follow((file) => kubernetes.setClusters(file?.kubernetes ?? []));

  const logs = createLogsService({ clock, named: podLogsNamed({ kubernetes, clock, random }) });
  const readLogs = logSources({
    clock,
    random,
    http,
    connections: { of: (host) => collect.hosts.get(host)?.link.connection ?? null },
    nonce: () => randomBytes(8).toString("hex"),
  });
  owned.add(toDisposable(() => void readLogs(null)));
  follow((file) => logs.setSources(readLogs(file)));

  const rules = owned.add(createRuleLibrary({ folder: join(platform.workspaceFolder, "rules"), clock, log }));
  const sloLibrary = owned.add(createSloLibrary({ folder: join(platform.workspaceFolder, "slos"), clock, log }));
  const routingFiles = owned.add(
    createRoutingFiles({ folder: join(platform.workspaceFolder, "alertmanager"), clock, log }),
  );
  const alerts = owned.add(
    createAlertsService({
      rules: withSloAlerts(rules, sloLibrary),
      routingFiles,
      sources,
      metrics,
      http,
      dataFolder,
      clock,
      log,
    }),
  );
  follow((file) => alerts.configure(file?.alerting ?? defaultAlerting));
  follow((file) => alerts.setServers(sourcesOf(file?.sources, "alertmanager")));
  owned.add(suspectAlertmanagers(alerts, servers));

  owned.add(tellFindings({ clock, collect, alerts }));

  const announced = owned.add(new Emitter<Announcement>());
  const sending = owned.add(createSendingSwitch(settings));
  const notify = owned.add(
    createNotifyService({
      ...{ alerts, dataFolder, clock, random, log },
      workspace: () => workspace.current.file,
      onWorkspace: workspace.onChange,
      isOn: () => sending.isOn,
      onSwitch: sending.onChange,
      deliver: createDeliver({
        ...{ clock, http, secrets: platform.secrets, timeoutMs: 15_000 },
        readTrust: (tls) => readTrust(tls, platform.workspaceFolder),
        announce(announcement) {
          const isSeen = announced.listenerCount > 0;
          announced.fire(announcement);
          return isSeen;
        },
      }),
    }),
  );

  const services = owned.add(
    createServicesService({
      clock,
      log,
      sources,
      scrape,
      hosts: () => [...collect.hosts.values()].map(({ summary }) => summary),
      alerts: () => alerts.alerts.values(),
    }),
  );
  follow((file) => services.setWorkspace(file));
  const drift = createDriftService({ clock, sources, services });
  follow((file) => drift.setWorkspace(file));

  const watched = owned.add(watchedSeries({ clock, services, events: () => events }));
  const anomaly = owned.add(createAnomalyService({ metrics, clock, log, sources, ...watched }));

  const events: EventsService = owned.add(
    createEventsService({ alerts, collect, rules, services, anomaly, kubernetes, dataFolder, clock, log }),
  );

  const slos = owned.add(
    createSlosService({
      ...{ library: sloLibrary, sources, metrics, dataFolder, clock, log },
      eventsOf: sloEvents({ events, services }),
    }),
  );

  const fleet = createRunbookFleet({ collect, ssh, kubernetes, workspace: () => workspace.current.file });
  const budgetsOn = (hosts: readonly string[]) =>
    slos.budgets.filter(({ service }) => services.hostsOf(service).some((host) => hosts.includes(host)));
  const runbooks = composeRunbooks(
    { platform, settings, workspace, fleet, sources, http, alerts, budgetsOn, audited: events.audited },
    owned,
  );
  if (platform.access) owned.add(auditAccess({ access: platform.access, audit: runbooks.audit, log }));
  const patterns = owned.add(createPatternLibrary({ folder: join(platform.workspaceFolder, "patterns"), clock, log }));
  const diagnosis = owned.add(
    createDiagnosisService({
      clock,
      log,
      patterns,
      sources,
      logs,
      events,
      drift,
      anomaly,
      services,
      alerts,
      isRunbook: runbooks.isRunbook,
    }),
  );
  const incidents = owned.add(
    createIncidentsService({
      ...{ events, alerts, audit: runbooks.audit, runs: runbooks.runs, dataFolder, clock, log },
      hostsOf: (service) => services.states.find(({ definition }) => definition.name === service)?.hosts ?? [],
    }),
  );
  const terminals = createTerminalsService({
    clock,
    audit: runbooks.audit,
    hosts: terminalHosts({ fleet, collect, ssh, workspace }),
    clusters: {
      environmentOf: (cluster) => fleet.clusters.find(({ host }) => host === cluster) ?? null,
      get: (cluster) => kubernetes.get(cluster),
    },
    newId: () => randomBytes(16).toString("hex"),
    localEnvironment: platform.localTerminal ? process.env : null,
  });
  const health = owned.add(createHealth({ clock, metrics, collect }));
  const overview = owned.add(createOverview({ clock, collect, alerts }));
  const inspect: Parameters<typeof setupHandlers>[0]["inspect"] = (connection, signal) =>
    inspectGpus(connection, randomBytes(8).toString("hex"), signal);
  const handlers: Handlers<typeof contract> = {
    ...alertsHandlers({ clock, alerts }),
    ...anomaliesHandlers({ clock, sources, anomaly }),
    ...appHandlers({ platform, workspace, settings, health }),
    ...dashboardsHandlers({
      platform,
      dashboards,
      sources: { names: () => sources.list.map(({ name }) => name), get: (name) => sources.get(name) },
      grafana,
      onWorkspace: workspace.onChange,
    }),
    ...diagnosisHandlers({ clock, diagnosis }),
    ...driftHandlers({ clock, drift }),
    ...eventsHandlers({ clock, events }),
    ...hostsHandlers({ platform, collect }),
    ...incidentsHandlers({
      ...{ clock, incidents, spentBy: createBudgetsSpent({ clock, slos }) },
      measure: createMeasureTraffic({ clock, services, sources }),
    }),
    ...kubernetesHandlers({ clock, kubernetes, workspace: () => workspace.current.file }),
    ...logsHandlers({ logs, workspace }),
    ...notifyHandlers({
      ...{ clock, notify, workspace, secrets: platform.secrets, sending, onAnnouncement: announced.event },
      audit: runbooks.audit,
    }),
    ...panelsHandlers({ platform, sources }),
    ...secretsHandlers({ platform, workspace, servers }),
    ...serversHandlers({ platform, workspace, servers, remoteWrite, httpWith }),
    ...runbooks.handlers,
    ...sourcesHandlers({ clock, sources }),
    ...scrapeHandlers({ platform, scrape, collect, workspace }),
    ...servicesHandlers({ clock, services, workspace }),
    ...setupHandlers({ platform, ssh, workspace, prompts, inspect }),
    ...slosHandlers({ clock, slos, library: sloLibrary }),
    ...terminalsHandlers(terminals),
  };
  const server = owned.add(
    createContractServer(contract, handlers, { clock, random, log, validateAnswers: platform.demo }),
  );

  return {
    accept: (port, caller) => void server.accept(port, caller),
    metricsText: async () => healthText(await health.read(), platform.version, remoteWrite.states),
    get overview() {
      return overview.current;
    },
    onOverview: overview.onChange,
    get notifying() {
      return settings.get();
    },
    onAnnouncement: announced.event,
    claim(ids, name) {
      for (const id of ids) if (alerts.alerts.has(id)) alerts.claim(id, name, "");
    },
    async close() {
      await Promise.all([runbooks.close(), terminals.close()]);
      // What is decided by alerts ends before these do.
      await notify.close();
      // Samples are written while the worker still runs; the rest ends first, so that nothing more is appended.
      slos.dispose();
      alerts.dispose();
      scrape.dispose();
      collect.dispose();
      await remoteWrite.close();
      await metrics.close();
      owned.dispose();
    },
  };
}

/** The workspace names its SSH configuration relative to itself; what the console was started with goes before. */
function sshSettings({ sshConfigFile, workspaceFolder }: Platform, file: WorkspaceFile | null): SshSettings {
  const { config, transport = "auto" } = file?.ssh ?? {};
  const named = config === undefined ? null : join(workspaceFolder, config);
  return { configFile: sshConfigFile ?? named, defaultTransport: transport };
}
