import {
  Box,
  ChartLine,
  Clock4,
  Contrast,
  History,
  Keyboard,
  LayoutDashboard,
  ListChecks,
  ListTree,
  Pause,
  Play,
  RefreshCw,
  Route as RouteIcon,
  Server,
  ServerCog,
  Siren,
  SquareTerminal,
} from "lucide-react";
import { useMemo } from "react";
import { incidentName } from "../../../shared/domain/incident/incident.ts";
import { type Call, useClient } from "../../state/client.ts";
import { type DashboardList, dashboardsStore } from "../../state/dashboardsStore.ts";
import { useHosts } from "../../state/hostsStore.ts";
import { type Incident, incidentsStore } from "../../state/incidentsStore.ts";
import { formatRoute, navigate } from "../../state/navigation.ts";
import { hostNowMs } from "../../state/now.ts";
import { readHistory } from "../../state/queryHistory.ts";
import { type RunbookList, runbooksStore, writeModeStore } from "../../state/runbooksStore.ts";
import { type ServiceDefinition, servicesStore } from "../../state/servicesStore.ts";
import { changeSettings, type Settings, settingsStore } from "../../state/settingsStore.ts";
import { openTerminal } from "../../state/terminalsStore.ts";
import { setTimeRange, timeRangeStore, timeRanges, toggleLive } from "../../state/timeRange.ts";
import type { HostSummary } from "../../state/types.ts";
import { useViewer } from "../../state/viewer.ts";
import { screens } from "../frame/Rail.tsx";
import { reportProblem } from "../report.ts";
import type { PaletteEntry } from "./entries.ts";
import { usePaletteEntries } from "./paletteStore.ts";

/** What the palette knows by itself: screens, hosts, services, runbooks, queries, time, settings. Features add theirs with `usePaletteEntries`. */
export function BuiltInEntries() {
  const { call } = useClient();
  const hosts = useHosts();
  const settings = settingsStore();
  const live = timeRangeStore((state) => state.live);
  usePaletteEntries(goTo);
  usePaletteEntries(useMemo(() => hosts.map(hostEntry), [hosts]));
  const dashboards = dashboardsStore(({ list }) => list?.dashboards);
  usePaletteEntries(useMemo(() => (dashboards ?? []).map(dashboardEntry), [dashboards]));
  const services = servicesStore(({ definitions }) => definitions);
  usePaletteEntries(useMemo(() => (services ?? []).map(serviceEntry), [services]));
  const runbooks = runbooksStore(({ list }) => list?.runbooks);
  const incidents = incidentsStore((state) => state.incidents);
  usePaletteEntries(useMemo(() => (incidents ?? []).map(incidentEntry), [incidents]));
  const environments = writeModeStore((state) => state.environments);
  const isLocked = !environments.some(({ untilMs }) => untilMs !== null && untilMs > hostNowMs());
  usePaletteEntries(
    useMemo(() => (runbooks ?? []).map((runbook) => runbookEntry(runbook, isLocked)), [runbooks, isLocked]),
  );
  usePaletteEntries(useMemo(() => readHistory(window.localStorage).map(queryEntry), []));
  const viewer = useViewer();
  usePaletteEntries(useMemo(() => (viewer === null ? terminalEntries(hosts) : []), [hosts, viewer]));
  usePaletteEntries(useMemo(() => retryEntries(hosts, call), [hosts, call]));
  usePaletteEntries(useMemo(() => timeEntries(live), [live]));
  usePaletteEntries(useMemo(() => settingEntries(settings, call), [settings, call]));
  return null;
}

const goTo: readonly PaletteEntry[] = [
  ...screens.map(
    ({ label, route, icon, keys }): PaletteEntry => ({
      id: `goto ${formatRoute(route)}`,
      group: "goto",
      title: label,
      icon,
      keys,
      run: () => navigate(route),
    }),
  ),
  {
    id: "goto #/timeline",
    group: "goto",
    title: "Timeline",
    detail: "what happened, of older days too",
    icon: History,
    run: () => navigate({ page: "timeline", query: "" }),
  },
  {
    id: "goto #/rules",
    group: "goto",
    title: "Alert rules",
    detail: "their state, health and noise, here and on Prometheus servers",
    icon: ListTree,
    run: () => navigate({ page: "rules", query: "" }),
  },
  {
    id: "goto #/routing",
    group: "goto",
    title: "Alert routing",
    detail: "who gets an alert, by an Alertmanager's configuration",
    icon: RouteIcon,
    run: () => navigate({ page: "routing", query: "" }),
  },
  {
    id: "goto #/setup",
    group: "goto",
    title: "Add hosts",
    detail: "choose from the SSH configuration",
    icon: ServerCog,
    run: () => navigate({ page: "setup" }),
  },
];

function hostEntry(host: HostSummary): PaletteEntry {
  const worst = host.findings[0];
  return {
    id: `host ${host.name}`,
    group: "host",
    title: host.name,
    detail: [host.gpuModel, host.environment, worst?.title].filter(Boolean).join(", "),
    icon: Server,
    mono: true,
    run: () => navigate({ page: "host", host: host.name }),
  };
}

function serviceEntry({ name, environment, matchers }: ServiceDefinition): PaletteEntry {
  return {
    id: `service ${name}`,
    group: "service",
    title: name,
    detail: [environment, matchers].filter(Boolean).join(", "),
    icon: Box,
    mono: true,
    run: () => navigate({ page: "service", name }),
  };
}

function dashboardEntry({ name, title, tags }: DashboardList["dashboards"][number]): PaletteEntry {
  return {
    id: `dashboard ${name}`,
    group: "goto",
    title,
    detail: ["dashboard", ...tags].join(", "),
    icon: LayoutDashboard,
    run: () => navigate({ page: "dashboard", name, query: "" }),
  };
}

function incidentEntry(incident: Incident): PaletteEntry {
  const { id, title, status, severity } = incident;
  return {
    id: `incident ${id}`,
    group: "goto",
    title: `${incidentName(incident)} ${title}`,
    detail: [status, severity, ...incident.services].join(", "),
    icon: Siren,
    run: () => navigate({ page: "incident", id, query: "" }),
  };
}

function runbookEntry({ id, title, risk, runs }: RunbookList["runbooks"][number], isLocked: boolean): PaletteEntry {
  return {
    id: `runbook ${id}`,
    group: "runbook",
    title,
    detail: [id, risk ?? "to read only", runs === 1 ? "1 run" : `${runs} runs`].join(", "),
    icon: ListChecks,
    needsWriteMode: isLocked && risk !== null && risk !== "read-only",
    run: () => navigate({ page: "runbook", id }),
  };
}

/** A query asked in Explore, of the samples read over SSH. */
export function queryEntry(expr: string): PaletteEntry {
  return {
    id: `query ${expr}`,
    group: "query",
    title: expr,
    detail: "in Explore",
    icon: ChartLine,
    mono: true,
    run: () => navigate({ page: "explore", query: new URLSearchParams({ q: expr }).toString() }),
  };
}

function terminalEntries(hosts: readonly HostSummary[]): readonly PaletteEntry[] {
  return hosts
    .filter(({ connection }) => connection.kind === "connected")
    .map(({ name: host, environment }) => ({
      id: `terminal ${host}`,
      group: "action",
      title: `Open a terminal on ${host}`,
      detail: environment ?? "no environment",
      icon: SquareTerminal,
      run: () => openTerminal([{ kind: "host", host }]),
    }));
}

function retryEntries(hosts: readonly HostSummary[], call: Call): readonly PaletteEntry[] {
  return hosts
    .filter(({ connection }) => connection.kind === "waiting" || connection.kind === "stopped")
    .map((host) => ({
      id: `retry ${host.name}`,
      group: "action",
      title: `Connect to ${host.name} now`,
      detail: host.connection.kind === "waiting" ? host.connection.error.message : "stopped",
      icon: RefreshCw,
      run: () => {
        call("hosts.retry", { host: host.name }).catch(reportProblem(`${host.name} was not retried`));
      },
    }));
}

function timeEntries(live: boolean): readonly PaletteEntry[] {
  return [
    {
      id: "live",
      group: "action",
      title: live ? "Pause live charts" : "Resume live charts",
      icon: live ? Pause : Play,
      keys: "space",
      run: () => toggleLive(hostNowMs()),
    },
    ...timeRanges.map(
      (range): PaletteEntry => ({
        id: `range ${range.id}`,
        group: "action",
        title: `Show the ${range.label.toLowerCase()}`,
        icon: Clock4,
        run: () => setTimeRange(range.id),
      }),
    ),
  ];
}

function settingEntries(settings: Settings, call: Call): readonly PaletteEntry[] {
  const change = (next: Partial<Settings>) => () => {
    changeSettings(call, next).catch(reportProblem("The setting was not saved"));
  };
  const themes = (["dark", "light", "system"] as const).filter((theme) => theme !== settings.theme);
  return [
    ...themes.map(
      (theme): PaletteEntry => ({
        id: `theme ${theme}`,
        group: "setting",
        title: theme === "system" ? "Theme follows the system" : `Use the ${theme} theme`,
        icon: Contrast,
        run: change({ theme }),
      }),
    ),
    {
      id: "clock",
      group: "setting",
      title: settings.clock === "utc" ? "Show times in local time" : "Show times in UTC",
      icon: Clock4,
      run: change({ clock: settings.clock === "utc" ? "local" : "utc" }),
    },
    {
      id: "single keys",
      group: "setting",
      title: settings.singleKeys ? "Switch single-letter keys off" : "Switch single-letter keys on",
      icon: Keyboard,
      run: change({ singleKeys: !settings.singleKeys }),
    },
  ];
}
