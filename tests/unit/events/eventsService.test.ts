import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AlertChange } from "../../../electron/services/alerts/types.ts";
import type { HostTold, WatchedHost } from "../../../electron/services/collect/types.ts";
import { createEventsService } from "../../../electron/services/events/createEventsService.ts";
import type { EventsService, EventWindow } from "../../../electron/services/events/types.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import type { Finding } from "../../../shared/domain/anomaly/finding.ts";
import type { FleetEvent } from "../../../shared/domain/events/fleetEvent.ts";
import type { ServiceFacts } from "../../../shared/domain/services/model.ts";
import { buildAlert } from "../../builders/alerts.ts";
import { buildDetail, buildGpu, buildSummary } from "../../builders/hosts.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const dayMs = 86_400_000;
let folder: string;
let clock: ManualClock;
let service: EventsService;
const hosts = new Map<string, WatchedHost>();
const hostsChanged = new Emitter<readonly string[]>();
const alerts = new Map<string, Alert>();
const alertsChanged = new Emitter<AlertChange>();

const facts = new Map<string, ServiceFacts>();
const servicesChanged = new Emitter<void>();
const findings = new Emitter<Finding>();
const definition = {
  ...{ origin: "found" as const, environment: null, source: "local", matchers: 'job="chat"' },
  ...{ hosts: null, versionLabel: null, logs: null, workloads: null, gpusPerHost: null },
};

function tellVersions(...values: readonly string[]): void {
  facts.set("chat", { rateWindowMs: 1, presets: [], metrics: [], labels: [], versions: { label: "version", values } });
  servicesChanged.fire();
}

function start(): EventsService {
  const never = new Emitter<void>();
  return createEventsService({
    alerts: { alerts, onChange: alertsChanged.event, silences: [], onSilences: never.event },
    collect: { hosts, onChange: hostsChanged.event },
    rules: { groups: [], onChange: never.event },
    services: {
      get definitions() {
        return [...facts.keys()].map((name) => ({ ...definition, name }));
      },
      facts: (name) => facts.get(name) ?? null,
      onChange: servicesChanged.event,
      onDefinitions: never.event,
    },
    anomaly: { onFinding: findings.event },
    kubernetes: { clusters: [], onChange: never.event },
    dataFolder: folder,
    clock,
    log: silentLog,
  });
}

/** The host is read again, and tells that. */
function tell(name: string, told: Partial<HostTold>): void {
  const gpus = [buildGpu()];
  const summary = buildSummary({ name });
  const whole: HostTold = { xids: [], oomKills: [], workloads: [], bootTimeMs: 1000, ...told };
  const nothing = () => {};
  const link = { connection: null, state: summary.connection };
  hosts.set(name, {
    name,
    link,
    gpus,
    findings: summary.findings,
    lastSampleAtMs: summary.lastSampleAtMs,
    summary,
    detail: buildDetail(summary, gpus),
    told: whole,
    retry: nothing,
    stop: nothing,
    refresh: nothing,
  });
  hostsChanged.fire([name]);
}

function fire(alert: Alert): void {
  alerts.set(alert.id, alert);
  alertsChanged.fire({ changed: [alert], gone: [] });
}

/** Newest first. */
const found = (limit = 100, of: Partial<EventWindow> = {}) =>
  service.find({ fromMs: 0, toMs: clock.nowMs() + dayMs, limit, kind: null, host: null, after: null, ...of });
const titles = () => found().events.map(({ title }) => title);

function restart(): void {
  service.dispose();
  service = start();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-events-"));
  clock = new ManualClock();
  hosts.clear();
  alerts.clear();
  facts.clear();
  service = start();
});
afterEach(() => {
  service.dispose();
  expect([hostsChanged.listenerCount, alertsChanged.listenerCount, clock.pendingTimers]).toEqual([0, 0, 0]);
  expect(servicesChanged.listenerCount).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});

test("what the kernel log still says after a restart is known, also when the clock is read a second later", () => {
  const xid = { atMs: clock.nowMs() - 5000, busId: "0000:10:00", code: 79, text: "", pid: null, processName: null };
  tell("gpu-a01", { xids: [xid] });
  restart();
  tell("gpu-a01", { xids: [{ ...xid, atMs: xid.atMs + 1000 }] });
  expect(found()).toMatchObject({
    total: 1,
    events: [{ kind: "kernel", title: "Xid 79", host: "gpu-a01", gpuIndex: 0, atMs: xid.atMs }],
  });
  tell("gpu-a01", { xids: [{ ...xid, atMs: xid.atMs + 60_000 }, xid] });
  expect(titles()).toEqual(["Xid 79", "Xid 79"]);
});

test("an alert that fires across a restart is one event, and one that ended meanwhile is told to have ended", async () => {
  fire(buildAlert());
  fire(buildAlert({ id: "2", name: "Cold" }));
  restart();
  expect(titles()).toEqual(["Cold", "Hot"]);
  service.dispose();
  alerts.delete("2");
  service = start();
  await clock.advance(60_000);
  expect(titles()).toEqual(["Cold", "Hot"]);
  await clock.advance(120_000);
  expect(titles()).toEqual(["Cold resolved", "Cold", "Hot"]);
});

test("a deploy that began before a restart goes on after it, over all hosts", () => {
  const container = (version: string, ageSeconds: number): Partial<HostTold> => {
    const image = `llm/chat:${version}`;
    const running = { manager: "docker", state: "running", stateText: "Up", exitCode: null, restarts: 0 } as const;
    const services = [{ ...running, name: "chat-0", ageSeconds, image, containerId: "ab".repeat(32) }];
    return { workloads: [{ kind: "containers", services, atMs: clock.nowMs() }] };
  };
  tell("gpu-a01", container("v1", 100));
  tell("gpu-a02", container("v1", 100));
  tell("gpu-a01", container("v2", 1));
  expect(titles()).toEqual(["Deploy started"]);
  restart();
  tell("gpu-a01", container("v2", 1));
  tell("gpu-a02", container("v2", 1));
  expect(found().events.map(({ title, text }) => `${title}: ${text}`)).toContain(
    "Deploy complete: chat v2, nothing runs v1 any more",
  );
  expect(found().total).toBe(2);
});

test("releases that a service tells of are deploys, once every target was asked", async () => {
  tellVersions("v1", "v2");
  restart();
  tellVersions("v1");
  await clock.advance(60_000);
  tellVersions("v1", "v2");
  expect(titles()).toEqual([]);
  await clock.advance(120_000);
  tellVersions("v1", "v2", "v3");
  tellVersions("v3");
  const told = found().events.map(({ title, text, service: about }) => `${title}: ${text} (${about})`);
  expect(told.sort()).toEqual([
    "Deploy complete: chat v3, nothing runs v1 any more (chat)",
    "Deploy complete: chat v3, nothing runs v2 any more (chat)",
    "Deploy started: chat v1, v2 → v3 (chat)",
  ]);
});

test("runs of the audit log are told with their runbook's name, and what people note with theirs", () => {
  const entry = {
    seq: 1,
    atMs: clock.nowMs(),
    by: "ana",
    environment: "prod",
    run: "r1",
    host: null,
    facts: {},
    previous: "",
    hash: "",
  };
  service.audited({ ...entry, kind: "run.started", text: "Drain GPU host" });
  restart();
  service.audited({
    ...entry,
    seq: 2,
    kind: "run.ended",
    text: "Ended",
    facts: { outcome: "done", verdict: "passed" },
  });
  service.note({ text: "Traffic moved to eu-2", by: "ben", host: null, service: "chat" });
  expect(found().events.map(({ title, text, origin }) => `${title}: ${text} (${origin})`)).toEqual([
    "Note: Traffic moved to eu-2 (ben)",
    "Runbook verified: Drain GPU host (ana)",
    "Runbook started: Drain GPU host (ana)",
  ]);
});

test("what is new is told as it is written, and what is known is not", () => {
  const told: FleetEvent[] = [];
  const listening = service.onAppend((events) => told.push(...events));
  fire(buildAlert());
  fire(buildAlert({ value: 91 }));
  expect(told.map(({ id, title }) => [id, title])).toEqual([[1, "Hot"]]);
  listening.dispose();
});

test("events of more than 90 days ago are gone, the newest of a window come first", async () => {
  for (const at of [1, 2, 3]) {
    service.note({ text: `note ${at}`, by: "ana", host: null, service: null });
    await clock.advance(1000);
  }
  expect(found(2)).toMatchObject({ total: 3, events: [{ text: "note 3" }, { text: "note 2" }] });
  clock.stepWall(91 * dayMs);
  restart();
  expect(found().total).toBe(0);
});

test("older events come page by page, those of one moment too, of one kind or host alone where that is asked", async () => {
  for (const [text, host] of [
    ["a", "gpu-a01"],
    ["b", "gpu-a01"],
    ["c", null],
  ] as const) {
    service.note({ text, by: "ana", host, service: null });
    await clock.advance(3000);
  }
  for (const id of ["1", "2", "3"]) fire(buildAlert({ id }));
  const alerts = found(2, { kind: "alert" });
  expect([alerts.events.map(({ alert }) => alert), alerts.total]).toEqual([["3", "2"], 3]);
  const older = found(2, { kind: "alert", after: alerts.events[1] ?? null });
  expect([older.events.map(({ alert }) => alert), older.total]).toEqual([["1"], 3]);
  expect(found(9, { host: "gpu-a01" }).events.map(({ id }) => id)).toEqual([2, 1]);
  expect(found(9, { kind: "deploy" })).toEqual({ events: [], total: 0 });
});

test("a broken file is moved aside and said, and events go on", () => {
  service.dispose();
  writeFileSync(join(folder, "events.db"), "this is no database, and longer than a header would be".repeat(40));
  service = start();
  expect(service.problem).toMatch(/timeline was broken .* is now/);
  fire(buildAlert());
  expect(titles()).toEqual(["Hot"]);
});

test("what begins to be unusual is written down once, with what was expected and who says so", () => {
  const signal = {
    ...{ title: "p99", unit: "seconds" as const, value: 8.4, low: 1.4, high: 2.6 },
    ...{ detectors: ["robustZ" as const, "changePoint" as const], sinceMs: clock.nowMs() },
  };
  const subject = { kind: "service" as const, name: "chat" };
  const begun = { id: "service chat 1", subject, sinceMs: clock.nowMs(), lastMs: clock.nowMs(), signals: [signal] };
  findings.fire(begun);
  findings.fire(begun);
  expect(found().events).toEqual([
    expect.objectContaining({
      kind: "finding",
      severity: "info",
      title: "Unusual: p99",
      text: "chat: p99 8.40 s, expected 1.40 s to 2.60 s (robust z, change point)",
      service: "chat",
      host: null,
    }),
  ]);
});
