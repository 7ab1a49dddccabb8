import { Emitter } from "../../shared/base/emitter.ts";
import { MidwatchError } from "../../shared/base/errors.ts";
import type { CandidateHost, HostCheck, Prompt } from "../../shared/contract/areas/setup.ts";
import { type Contract, contract } from "../../shared/contract/contract.ts";
import type { Item, Result } from "../../shared/contract/define.ts";
import type { ClientPort } from "../../shared/contract/port.ts";
import { createContractServer, type Handlers } from "../../shared/contract/server.ts";
import type { Alert } from "../../shared/domain/alerts/alert.ts";
import type { HostSummary } from "../../shared/domain/host/state.ts";
import type { ColumnFrame } from "../../shared/domain/metrics/model.ts";
import type { ServiceState } from "../../shared/domain/services/model.ts";
import { operator } from "../builders/callers.ts";
import { buildDetail, buildGpu } from "../builders/hosts.ts";
import { fakeDashboards } from "./fakeDashboards.ts";
import { fakeIncidents } from "./fakeIncidents.ts";
import { fakeKubernetes } from "./fakeKubernetes.ts";
import { fakeNotify } from "./fakeNotify.ts";
import { fakeRunbooks } from "./fakeRunbooks.ts";
import { createMemoryPorts } from "./memoryPorts.ts";

type Workspace = Item<Contract["workspace.watch"]>;
type Settings = Result<Contract["settings.get"]>;

/** What the fake console knows; tests change it and call `changed`. */
export interface FakeState {
  hosts: readonly HostSummary[];
  workspace: Workspace;
  settings: Settings;
  prompts: readonly Prompt[];
  candidates: readonly CandidateHost[];
  /** The answer of a check, per host; `ready` where none is given. */
  checks: ReadonlyMap<string, HostCheck>;
  storeProblem: string | null;
  /** Documents by the name of their file. */
  dashboards: Map<string, string>;
  services: readonly ServiceState[];
  alerts: readonly Alert[];
}

export interface FakeConsole {
  readonly state: FakeState;
  /** Tells every open stream that the state is another. */
  changed(): void;
  /** Every method call with its params, oldest first. */
  readonly calls: readonly { readonly name: string; readonly params: unknown }[];
  /** A new connection to it. */
  dial(): Promise<ClientPort>;
  /** Closes every connection, as if the host process had died. */
  drop(): void;
}

/** The contract's privileged side with canned knowledge and the real server under it: for the UI alone, never for the path to a host. */
export function createFakeConsole(initial: Partial<FakeState> = {}, nowMs: () => number = Date.now): FakeConsole {
  const state: FakeState = {
    hosts: [],
    workspace: {
      name: "llm-fleet-eu",
      needsSetup: false,
      isUnreadable: false,
      environments: {},
      hostNames: [],
      problems: [],
    },
    settings: { theme: "dark", singleKeys: true, clock: "utc", notify: "critical", sound: true, screenReader: false },
    prompts: [],
    candidates: [],
    checks: new Map(),
    storeProblem: null,
    dashboards: new Map(),
    services: [],
    alerts: [],
    ...initial,
  };
  const changes = new Emitter<void>();
  const calls: { name: string; params: unknown }[] = [];
  const ports = new Set<() => void>();
  const record = (name: string, params: unknown) => calls.push({ name, params });

  /** The newest state on opening and after each change. */
  async function* follow<T>(read: () => T, signal: AbortSignal): AsyncGenerator<T> {
    while (!signal.aborted) {
      yield read();
      await new Promise<void>((resolve) => {
        const subscription = changes.event(() => {
          subscription.dispose();
          resolve();
        });
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }

  const handlers: Handlers<Contract> = {
    ...fakeDashboards(state.dashboards, follow, () => changes.fire()),
    "anomalies.watch": (_params, { signal }) =>
      follow(() => ({ atMs: null, findings: [], trends: [], problem: null }), signal),
    "anomalies.expected": (_params, { signal }) => follow(() => ({ bands: [] }), signal),
    "drift.watch": (_params, { signal }) => follow(() => ({ report: null }), signal),
    "alerts.watch": (_params, { signal }) =>
      follow(() => ({ first: true, complete: true, changed: state.alerts, gone: [] }), signal),
    "alerts.rules": (_params, { signal }) => follow(() => ({ groups: [], servers: [], problems: [] }), signal),
    "alerts.ruleFaults": (_params, { signal }) => follow(() => ({ problems: [] }), signal),
    "alerts.claim": async (params) => {
      record("alerts.claim", params);
      const { id, name, note } = params;
      state.alerts = state.alerts.map((one) =>
        one.id === id ? { ...one, claim: { name, note, atMs: nowMs() } } : one,
      );
      changes.fire();
      return {};
    },
    "alerts.unclaim": async (params) => {
      record("alerts.unclaim", params);
      state.alerts = state.alerts.map((one) => (one.id === params.id ? { ...one, claim: null } : one));
      changes.fire();
      return {};
    },
    "alerts.silences": (_params, { signal }) => follow(() => ({ servers: [], silences: [] }), signal),
    "alerts.previewSilence": async () => ({ total: 0, alerts: [], problem: null }),
    "alerts.saveSilence": async (params) => {
      record("alerts.saveSilence", params);
      return { id: "s1" };
    },
    "alerts.expireSilence": async (params) => {
      record("alerts.expireSilence", params);
      return {};
    },
    "alerts.explainRouting": async () => ({
      configurations: [],
      chosen: null,
      failure: null,
      problems: [],
      explanation: null,
      silencedBy: [],
    }),
    "alerts.history": async () => ({ firings: [] }),
    "alerts.noise": async () => ({ rules: [] }),
    "diagnosis.run": async ({ service, hosts, sinceMs, atMs }) => {
      const now = atMs ?? nowMs();
      const asked = { service, hosts, atMs: now, sinceMs: sinceMs ?? now };
      return { ...asked, candidates: [], lookedFor: 20, next: null, tookMs: 1, problems: [] };
    },
    "diagnosis.watch": (_params, { signal }) => follow(() => ({ causes: [], problems: [] }), signal),
    "events.watch": (_params, { signal }) =>
      follow(() => ({ first: true, events: [], total: 0, problem: null }), signal),
    "events.find": async () => ({ events: [], total: 0 }),
    "events.note": async (params) => {
      record("events.note", params);
      return {};
    },
    ...fakeNotify(record, follow),
    ...fakeIncidents(follow),
    ...fakeRunbooks(() => state.workspace.environments, follow),
    "app.info": async () => ({
      version: "0.1.0",
      shell: "headless",
      platform: "linux",
      demo: false,
      localTerminal: false,
      dataFolder: "/home/ops/.local/share/midwatch",
      workspaceFolder: "/home/ops/fleet",
      caller: operator,
    }),
    "workspace.watch": (_params, { signal }) => follow(() => state.workspace, signal),
    "app.status": (_params, { signal }) => follow(() => status(state, nowMs()), signal),
    "settings.get": async () => state.settings,
    "settings.set": async (params) => {
      record("settings.set", params);
      state.settings = { ...state.settings, ...params } as Settings;
      return {};
    },
    "hosts.watch": (_params, { signal }) => follow(() => ({ kind: "snapshot" as const, hosts: state.hosts }), signal),
    "hosts.detail": ({ host }, { signal }) => {
      const summary = state.hosts.find(({ name }) => name === host);
      if (!summary) throw new MidwatchError("NOT_FOUND", `${host} is not watched`);
      const gpus = Array.from({ length: summary.gpusExpected }, (_, index) => buildGpu({ index }));
      return follow(() => buildDetail(summary, gpus), signal);
    },
    "hosts.retry": async (params) => {
      record("hosts.retry", params);
      return {};
    },
    "hosts.stop": async (params) => {
      record("hosts.stop", params);
      return {};
    },
    "fleet.watch": (_params, { signal }) => follow(() => fleet(state.hosts), signal),
    "panels.watch": ({ queries, rangeMs, stepMs }, { signal }) =>
      follow(
        () => ({
          kind: "reset" as const,
          results: queries.map(({ id, expr }) => ({
            kind: "frame" as const,
            id,
            frame: wave(expr, nowMs(), rangeMs, stepMs),
            warnings: [],
            infos: [],
          })),
        }),
        signal,
      ),
    "panels.query": async ({ expr, startMs, endMs, stepMs }) => wave(expr, endMs, endMs - startMs, stepMs),
    "sources.watch": (_params, { signal }) => follow(() => ({ sources: [localSource] }), signal),
    "servers.watch": (_params, { signal }) => follow(() => ({ servers: [], others: [] }), signal),
    "servers.forwarding": (_params, { signal }) => follow(() => ({ receivers: [] }), signal),
    "servers.retry": async () => ({}),
    "servers.probe": async () => ({ version: null, latencyMs: 1 }),
    "servers.save": async () => ({ file: "/home/ops/fleet/midwatch.yaml" }),
    "servers.remove": async () => ({ file: "/home/ops/fleet/midwatch.yaml" }),
    "secrets.watch": (_params, { signal }) => follow(() => ({ kept: true, secrets: [] }), signal),
    "secrets.set": async () => ({}),
    "secrets.delete": async () => ({}),
    "sources.labelNames": async () => ({ names: ["__name__", "gpu", "instance", "job"] }),
    "sources.labelValues": async ({ label }) => ({ values: label === "__name__" ? metricNames : ["a", "b"] }),
    "sources.series": async () => ({ series: [{ name: metricNames[0] ?? "", labels: { gpu: "0" } }], total: 1 }),
    "sources.metadata": async () => ({
      metrics: metricNames.map((name) => ({ name, type: "gauge", help: `About ${name}.`, unit: "" })),
    }),
    "logs.importShipper": async () => ({ shipper: "filebeat", logs: 0, servers: 0, notes: [], file: "midwatch.yaml" }),
    "logs.sources": async () => ({ sources: [{ name: "hosts", kind: "hosts" }] }),
    ...fakeKubernetes(follow),
    "logs.query": async ({ startMs }) => ({ lines: [], completeFromMs: startMs, problems: [], appliedHere: [] }),
    "logs.tail": (_params, { signal }) =>
      follow(() => ({ lines: [], gaps: [], problems: [], began: true, lateHosts: [] }), signal),
    "logs.volume": async () => ({ volume: null, uncounted: ["hosts"], problems: [] }),
    "scrape.watch": (_params, { signal }) => follow(() => ({ targets: [] }), signal),
    "scrape.proposals": (_params, { signal }) => follow(() => ({ proposals: [], problem: null }), signal),
    "scrape.add": async (params) => {
      record("scrape.add", params);
      return { file: "/home/ops/fleet/midwatch.yaml" };
    },
    "scrape.report": async () => ({ scrapes: 0, spanMs: 0, metrics: 0, series: 0, findings: [] }),
    "services.list": (_params, { signal }) =>
      follow(() => ({ services: state.services.map(({ definition }) => definition) }), signal),
    "services.watch": (_params, { signal }) => follow(() => ({ services: state.services }), signal),
    "services.facts": (_params, { signal }) =>
      follow(() => ({ rateWindowMs: 60_000, presets: [], metrics: [], labels: [], versions: null }), signal),
    "slos.watch": (_params, { signal }) => follow(() => ({ slos: [], problems: [] }), signal),
    "slos.history": (_params, { signal }) =>
      follow(
        () => ({
          window: { kind: "month" } as const,
          figures: null,
          timesMs: new Float64Array(),
          leftRatios: new Float64Array(),
          gaps: [],
          burns: [],
          causes: [],
        }),
        signal,
      ),
    "slos.rules": async () => ({ fileName: "slos.rules.yaml", text: "groups: []\n" }),
    "slos.save": async (params) => {
      record("slos.save", params);
      return { file: "shop.yaml" };
    },
    "services.save": async (params) => {
      record("services.save", params);
      return { file: "/home/ops/fleet/midwatch.yaml" };
    },
    "setup.candidates": async () => ({
      files: ["~/.ssh/config", "~/.ssh/config.d/eu", "~/.ssh/config.d/lab"],
      hosts: state.candidates,
      knownHostsFile: "~/.ssh/known_hosts",
      problem: null,
    }),
    "setup.check": async function* ({ hosts }) {
      for (const host of hosts) yield { host, check: { kind: "checking" as const } };
      for (const host of hosts) yield { host, check: state.checks.get(host) ?? ready };
    },
    "setup.save": async (params) => {
      record("setup.save", params);
      state.workspace = {
        ...state.workspace,
        name: params.name,
        needsSetup: false,
        isUnreadable: false,
        hostNames: params.hosts.map(({ name }) => name),
      };
      changes.fire();
      return { file: "/home/ops/fleet/midwatch.yaml" };
    },
    "ssh.trustHostKey": async (params) => {
      record("ssh.trustHostKey", params);
      state.checks = new Map([...state.checks].filter(([, check]) => !asksAbout(check, params.fingerprint)));
      return {};
    },
    "terminals.open": async () => {
      throw new MidwatchError("UNSUPPORTED", "Terminals are tried over real servers");
    },
    "terminals.follow": () => follow(() => ({ kind: "missed" as const, bytes: 0 }), AbortSignal.abort()),
    "terminals.write": async () => ({}),
    "terminals.resize": async () => ({}),
    "terminals.close": async () => ({}),
    "ssh.prompts": (_params, { signal }) => follow(() => ({ prompts: state.prompts }), signal),
    "ssh.answerPrompt": async (params) => {
      record("ssh.answerPrompt", params);
      state.prompts = state.prompts.filter(({ id }) => id !== params.id);
      changes.fire();
      return {};
    },
  };

  const server = createContractServer(contract, handlers, {
    clock: {
      nowMs,
      monotonicMs: () => performance.now(),
      after(delayMs, call) {
        const timer = setTimeout(call, delayMs);
        return { dispose: () => clearTimeout(timer) };
      },
    },
    random: () => 0.5,
    log: {
      error(message, facts) {
        throw new Error(`${message} ${JSON.stringify(facts)}`);
      },
    },
    validateAnswers: true,
  });

  return {
    state,
    calls,
    changed: () => changes.fire(),
    async dial() {
      const { client, server: port } = createMemoryPorts();
      server.accept(port, operator);
      ports.add(() => port.close());
      return client;
    },
    drop() {
      for (const close of ports) close();
      ports.clear();
    },
  };
}

const localSource = { name: "local", kind: "local" } as const;
const metricNames = ["nvidia_smi_utilization_gpu_ratio", "nvidia_smi_power_draw_watts", "node_load1"];

const ready: HostCheck = { kind: "ready", rttMs: 4.1, gpus: "8 x H100", note: null };

function asksAbout(check: HostCheck, fingerprint: string): boolean {
  return check.kind === "hostKeyUnknown" && check.offered.fingerprint === fingerprint;
}

/** Gentle waves: one line a GPU for a GPU metric, one line else. */
export function wave(expr: string, endMs: number, rangeMs: number, stepMs: number): ColumnFrame {
  const lines = expr.startsWith("nvidia_smi") ? 8 : 1;
  const last = Math.floor(endMs / stepMs) * stepMs;
  const count = Math.floor(rangeMs / stepMs);
  const timesMs = Float64Array.from({ length: count }, (_, index) => last - (count - 1 - index) * stepMs);
  return {
    timesMs,
    series: Array.from({ length: lines }, (_, gpu) => ({
      name: expr.split("{")[0] ?? expr,
      labels: { instance: "gpu-a01", gpu: String(gpu) },
    })),
    values: Array.from({ length: lines }, (_, gpu) =>
      timesMs.map((_time, index) => 0.75 + gpu * 0.01 + 0.08 * Math.sin(index / 17 + gpu) + 0.04 * Math.sin(index / 5)),
    ),
  };
}

function status(state: FakeState, nowMs: number): Item<Contract["app.status"]> {
  const count = (kind: string) => state.hosts.filter(({ connection }) => connection.kind === kind).length;
  return {
    nowMs,
    hosts: {
      total: state.hosts.length,
      connected: count("connected"),
      connecting: count("connecting"),
      waiting: count("waiting"),
      stopped: count("stopped"),
    },
    samplesPerSecond: state.hosts.length * 140,
    seriesCount: state.hosts.length * 280,
    storeBytes: 24e6,
    rssBytes: 180e6,
    eventLoopLagMs: 1,
    storeProblem: state.storeProblem,
  };
}

function fleet(hosts: readonly HostSummary[]): Item<Contract["fleet.watch"]> {
  const slots = Math.max(0, ...hosts.map(({ gpusExpected }) => gpusExpected));
  const values = new Float64Array(hosts.length * slots).map((_, index) => ((index * 37) % 100) / 100);
  return {
    layout: {
      hosts: hosts.map(({ name, group, gpuModel, gpusExpected }) => ({
        name,
        group,
        gpuModel,
        gpuCount: gpusExpected,
        isCounted: true,
      })),
      slots,
    },
    values,
    cells: new Uint8Array(hosts.length * slots).fill(1),
    scaleMin: 0,
    scaleMax: 1,
  };
}
