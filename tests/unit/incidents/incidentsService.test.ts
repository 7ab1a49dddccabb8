import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEventJournal, type EventJournal } from "../../../electron/services/events/eventJournal.ts";
import { createIncidentsService } from "../../../electron/services/incidents/createIncidentsService.ts";
import type { IncidentsService } from "../../../electron/services/incidents/types.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import type { AuditEvent } from "../../../shared/domain/audit/entry.ts";
import { type EventDraft, eventDraft } from "../../../shared/domain/events/fleetEvent.ts";
import type { PinnedChart } from "../../../shared/domain/incident/entry.ts";
import type { RunState } from "../../../shared/domain/runbook/runState.ts";
import { buildAlert } from "../../builders/alerts.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const minuteMs = 60_000;
let folder: string;
let clock: ManualClock;
let journal: EventJournal;
let service: IncidentsService;
let audited: AuditEvent[];
let auditFails = false;
const alerts = new Map<string, Alert>();
const runs = new Map<string, RunState>();
const runsChanged = new Emitter<void>();

function start(): void {
  journal = createEventJournal(join(folder, "events.db"), clock, silentLog);
  service = createIncidentsService({
    events: journal,
    alerts: { alerts },
    audit: {
      append(event) {
        if (auditFails) throw new Error("disk full");
        audited.push(event);
        return {
          ...event,
          seq: 1,
          atMs: 0,
          environment: null,
          run: null,
          host: null,
          facts: {},
          previous: "",
          hash: "",
        };
      },
    },
    runs: { get: (id) => runs.get(id) ?? null, recent: () => [...runs.values()], onChange: runsChanged.event },
    hostsOf: (name) => (name === "chat" ? ["gpu-a01", "gpu-a02"] : []),
    dataFolder: folder,
    clock,
    log: silentLog,
  });
}

function stop(): void {
  service.dispose();
  journal.dispose();
}

function happen(over: Partial<EventDraft> & Pick<EventDraft, "title">): void {
  const about = { kind: "deploy", severity: "info", text: "", origin: "docker", service: "chat" } as const;
  journal.write([eventDraft({ ...about, key: over.title, atMs: clock.nowMs(), ...over })]);
}

function run(over: Partial<RunState> = {}): RunState {
  return {
    id: "00112233445566aa",
    runbook: "roll-back",
    title: "Roll a release back",
    risk: "disruptive",
    planHash: "",
    by: "ada",
    reason: "",
    confirmation: "",
    parameters: {},
    startedAtMs: clock.nowMs(),
    endedAtMs: null,
    phase: "running",
    pausing: false,
    outcome: null,
    verdict: null,
    message: null,
    wave: 0,
    waves: 1,
    targets: [{ host: "gpu-a01", environment: "prod", wave: 0, state: "running", step: 0, changed: [], message: null }],
    steps: [],
    ask: null,
    guards: [],
    verification: null,
    undoable: true,
    ...over,
  };
}

const open = (over: Partial<Parameters<IncidentsService["open"]>[0]> = {}) =>
  service.open({ title: "p99 is high", severity: "critical", services: [], hosts: [], alert: "f1", ...over }, "ada");
const titles = (id: number) =>
  service.entries(id).map(({ body }) => (body.kind === "event" ? body.event.title : body.kind));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-incidents-"));
  clock = new ManualClock();
  await clock.advance(100 * minuteMs);
  audited = [];
  auditFails = false;
  runs.clear();
  alerts.clear();
  alerts.set(
    "f1",
    buildAlert({
      ...{ id: "f1", name: "LatencyP99High", labels: { service: "chat" } },
      ...{ sinceMs: clock.nowMs() - 5 * minuteMs, forMs: minuteMs },
    }),
  );
  start();
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("an incident that is opened from an alert", () => {
  it("takes service, hosts and times from it, is audited, and has what led to it", () => {
    happen({ title: "Long ago", atMs: clock.nowMs() - 60 * minuteMs });
    happen({ title: "Deploy started", atMs: clock.nowMs() - 15 * minuteMs });
    happen({ title: "Elsewhere", service: "embed", host: "gpu-b01" });
    const id = open();
    expect(service.get(id)).toMatchObject({
      openedBy: "ada",
      services: ["chat"],
      hosts: ["gpu-a01", "gpu-a02"],
      alerts: [{ id: "f1", name: "LatencyP99High" }],
      startedMs: clock.nowMs() - 5 * minuteMs,
      detectedMs: clock.nowMs() - 4 * minuteMs,
    });
    expect(titles(id)).toEqual(["Deploy started"]);
    expect(audited).toMatchObject([{ kind: "incident.opened", by: "ada", text: "p99 is high" }]);
  });

  it("is not opened when that cannot be written down, nor from an alert that is gone", () => {
    expect(() => open({ alert: "f2" })).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
    auditFails = true;
    expect(() => open()).toThrow("disk full");
    expect(service.list(10).total).toBe(0);
  });
});

describe("the timeline of an open incident", () => {
  it("is fed by what happens to its service and hosts, once, and over a restart too", () => {
    const id = open();
    const told: number[] = [];
    service.onChange(({ incident, entries }) => told.push(incident, ...entries));
    happen({ title: "OOM killed", kind: "kernel", service: null, host: "gpu-a02" });
    happen({ title: "Other host", kind: "kernel", service: null, host: "gpu-b02" });
    expect(titles(id)).toEqual(["OOM killed"]);
    expect(told).toEqual([id, service.entries(id)[0]?.id]);
    service.dispose();
    happen({ title: "While away" });
    journal.dispose();
    start();
    happen({ title: "Afterwards" });
    expect(titles(id)).toEqual(["OOM killed", "While away", "Afterwards"]);
  });

  it("has a run of its hosts as one entry, which says how it ended", () => {
    const id = open();
    runs.set("00112233445566aa", run());
    runs.set("00112233445566bb", run({ id: "00112233445566bb", targets: [] }));
    runsChanged.fire();
    expect(service.entries(id)).toMatchObject([{ by: null, body: { kind: "run", outcome: null, verdict: null } }]);
    service.leaveOut(id, service.entries(id)[0]?.id ?? 0, true, "ada");
    runs.set("00112233445566aa", run({ phase: "ended", outcome: "done", verdict: "passed", endedAtMs: clock.nowMs() }));
    runsChanged.fire();
    expect(service.entries(id)).toMatchObject([{ leftOut: true, body: { kind: "run", verdict: "passed" } }]);
  });

  it("is fed no more once it is closed, and again when it is opened again", async () => {
    const id = open();
    service.change(id, { status: "closed" }, "bob");
    await clock.advance(1000);
    happen({ title: "Later" });
    expect(titles(id)).toEqual([]);
    service.change(id, { status: "open" }, "bob");
    expect(titles(id)).toEqual(["Later"]);
    expect(audited.map(({ kind }) => kind)).toEqual(["incident.opened", "incident.closed", "incident.changed"]);
  });
});

describe("what people write", () => {
  it("is kept with who changed it and what it said before", () => {
    const id = open();
    service.note(id, "Traffic moved", "ada");
    const [note] = service.entries(id);
    service.editNote(id, note?.id ?? 0, "Traffic moved to eu-2", "bob");
    service.change(id, { severity: "warning" }, "bob");
    expect(service.entries(id)).toMatchObject([{ by: "ada", body: { kind: "note", text: "Traffic moved to eu-2" } }]);
    expect(service.edits(id)).toMatchObject([
      { by: "bob", what: "note", entry: note?.id, before: "Traffic moved", after: "Traffic moved to eu-2" },
      { by: "bob", what: "severity", entry: null, before: "critical", after: "warning" },
    ]);
    expect(() => service.change(id, { detectedMs: 0 }, "bob")).toThrow(/detected before it began/);
  });

  it("pins a chart with its samples and its picture, and a run by its id; both are there after a restart", () => {
    const id = open();
    runs.set("00112233445566cc", run({ id: "00112233445566cc", targets: [] }));
    const columns = { timesMs: Float64Array.of(1000, 2000), values: [Float64Array.of(0.5, Number.NaN)] };
    const picture = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3);
    const chart: PinnedChart = {
      kind: "chart",
      title: "p99",
      unit: "seconds",
      whole: false,
      source: "local",
      exprs: ["p99"],
      fromMs: 0,
      toMs: 2000,
      limits: [],
      lines: [{ label: "p99", slot: 1 }],
    };
    const pinned = service.pin(id, { kind: "chart", chart, columns, picture }, "ada");
    service.pin(id, { kind: "run", run: "00112233445566cc" }, "ada");
    expect(() => service.pin(id, { kind: "run", run: "00112233445566cc" }, "ada")).toThrow(
      expect.objectContaining({ code: "CONFLICT" }),
    );
    expect(() => service.pin(id, { kind: "run", run: "ffffffffffffffff" }, "ada")).toThrow(/no run/);
    stop();
    start();
    expect(service.pinned(id, pinned)).toEqual({ columns, picture });
    expect(service.entries(id)).toMatchObject([
      { id: pinned, by: "ada", hasPicture: true, atMs: 2000 },
      { hasPicture: false, body: { kind: "run" } },
    ]);
  });
});

describe("past incidents", () => {
  it("are listed after those that are not closed, where there is no room for all", () => {
    const ids = [open(), open(), open()];
    for (const id of ids.slice(1)) service.change(id, { status: "closed" }, "ada");
    expect(service.list(2).incidents.map(({ id }) => id)).toEqual([3, 1]);
    expect(service.list(2).total).toBe(3);
  });

  it("are found by every word of theirs, those of the timeline too", () => {
    const first = open({ title: "Queue is long" });
    const second = open();
    service.note(first, "Traffic moved to EU-2", "ada");
    const found = (text: string) => service.find(text, 10).map(({ id }) => id);
    expect(found("eu-2 queue")).toEqual([first]);
    expect(found("latencyp99")).toEqual([second, first]);
    expect(found("inc-2")).toEqual([second]);
    expect(found("100%")).toEqual([]);
    expect(found("")).toEqual([second, first]);
  });

  it("that were alike are told with what helped then", async () => {
    happen({ title: "LatencyP99High", kind: "alert", severity: "critical", alert: "f1" });
    const first = open();
    runs.set("00112233445566aa", run({ phase: "ended", outcome: "done", verdict: "passed", endedAtMs: clock.nowMs() }));
    runsChanged.fire();
    service.change(first, { status: "closed" }, "ada");
    await clock.advance(90 * minuteMs);
    runs.clear();
    happen({ title: "LatencyP99High", kind: "alert", severity: "critical", alert: "f1" });
    const second = open({ alert: null, services: ["chat"] });
    expect(service.seenBefore(second)).toMatchObject([
      {
        id: first,
        status: "closed",
        common: ["alert LatencyP99High", "service chat"],
        helped: [{ runbook: "roll-back", verdict: "passed" }],
      },
    ]);
    expect(service.seenBefore(first)).toMatchObject([{ id: second, helped: [] }]);
  });
});

it("a broken file is put aside and said, and a new one is begun", () => {
  open();
  stop();
  for (const suffix of ["-wal", "-shm"]) rmSync(join(folder, `incidents.db${suffix}`), { force: true });
  writeFileSync(join(folder, "incidents.db"), "no database at all, and long enough to be looked at as one");
  start();
  expect(service.problem).toContain("was broken");
  expect(service.list(10).total).toBe(0);
  expect(open()).toBe(1);
});
