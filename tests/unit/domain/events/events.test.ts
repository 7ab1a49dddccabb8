import { describe, expect, it } from "vitest";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import { parseRuleFile } from "../../../../shared/domain/alerts/rules/parseRuleFile.ts";
import type { AuditEntry } from "../../../../shared/domain/audit/entry.ts";
import { alertEvents, type KnownAlert } from "../../../../shared/domain/events/alertEvents.ts";
import { hostEvents, type KnownHost } from "../../../../shared/domain/events/hostEvents.ts";
import { ruleEvents } from "../../../../shared/domain/events/ruleEvents.ts";
import { runEvent } from "../../../../shared/domain/events/runEvents.ts";
import { silenceEvents } from "../../../../shared/domain/events/silenceEvents.ts";
import { parseOomLine } from "../../../../shared/domain/host/oom.ts";
import { buildAlert, buildSilence } from "../../../builders/alerts.ts";
import { buildFinding, buildSummary } from "../../../builders/hosts.ts";

const nowMs = 5_000_000;

describe("alerts", () => {
  const read = (changed: readonly Alert[], gone: readonly string[] = [], known: KnownAlert | null = null) =>
    alertEvents({ changed, gone, known: () => known, isHost: (name) => name === "gpu-a01", nowMs });
  const known = (over: Partial<Alert> = {}) => read([buildAlert(over)]).known.get("1") ?? null;

  it("that fire are told once, with the host that they are about", () => {
    const labels = { alertname: "Hot", instance: "gpu-a01", gpu: "3" };
    const { events } = read([buildAlert({ labels })]);
    expect(events).toMatchObject([
      {
        title: "Hot",
        text: "gpu-a01 GPU 3, here",
        severity: "critical",
        host: "gpu-a01",
        gpuIndex: 3,
        target: "gpu-a01 GPU 3",
        alert: "1",
        atMs: nowMs,
      },
    ]);
    expect(read([buildAlert({ labels, value: 91 })], [], known()).events).toEqual([]);
  });

  it("of a service's replicas have the places of those", () => {
    const labels = { alertname: "Hot", service: "chat", instance: "gpu-a01:8000" };
    expect(read([buildAlert({ labels })]).events).toMatchObject([{ text: "chat, here", target: "gpu-a01:8000" }]);
  });

  it("of an Alertmanager began when it says", () => {
    expect(read([buildAlert({ sources: ["eu"] })]).events).toMatchObject([{ atMs: 1000, origin: "eu" }]);
  });

  it("that hosts show go on when they are dated anew, and are not told where the host's own event is", () => {
    const shown = { name: "GpuLost", sources: ["hosts"] };
    expect(read([buildAlert(shown)]).events).toMatchObject([{ title: "GpuLost", origin: "hosts", atMs: 1000 }]);
    expect(read([buildAlert({ ...shown, sinceMs: 9000 })], [], known(shown)).events).toEqual([]);
    expect(read([buildAlert({ ...shown, name: "HostUnreachable" })]).events).toEqual([]);
    expect(read([buildAlert({ ...shown, name: "HostUnreachable", sources: ["local", "hosts"] })]).events).toHaveLength(
      1,
    );
  });

  it("that pend are not told, and those that are held back are", () => {
    expect(read([buildAlert({ state: "pending" })]).events).toEqual([]);
    expect(read([buildAlert({ state: "silenced" })]).events).toHaveLength(1);
  });

  it("that are gone ended, after how long; those that never fired did not", () => {
    const { events, known: next } = read([], ["1"], known());
    expect(events).toMatchObject([{ title: "Hot resolved", text: "after 0 ms", severity: "info" }]);
    expect(next.get("1")).toBeNull();
    expect(read([], ["2"]).events).toEqual([]);
  });

  it("that fire anew ended in between", () => {
    expect(read([buildAlert({ sinceMs: nowMs + 1 })], [], known()).events.map(({ title }) => title)).toEqual([
      "Hot",
      "Hot resolved",
    ]);
  });

  it("that a second server dates otherwise go on: as long as it holds, or since it was sent", () => {
    const sent = known({ sinceMs: 4000, sources: ["am-1"] });
    const held = buildAlert({ sinceMs: 2000, sources: ["am-1", "prom"] });
    expect(read([held], [], sent).events).toEqual([]);
    expect(read([buildAlert({ sinceMs: 4000, sources: ["am-1"] })], [], known(held)).events).toEqual([]);
  });

  it("are claimed once", () => {
    const claimed = buildAlert({ claim: { name: "ana", note: "looking", atMs: 4000 } });
    expect(read([claimed], [], known()).events).toMatchObject([
      { title: "Hot claimed", text: "looking", origin: "ana" },
    ]);
    expect(read([claimed], [], known({ claim: claimed.claim })).events).toEqual([]);
  });

  it("of one name and many at once are one event, and each is known", () => {
    const many = Array.from({ length: 500 }, (_, at) => buildAlert({ id: String(at) }));
    const { events, known: next } = read(many);
    expect(events).toMatchObject([{ title: "Hot", text: "500 alerts fire, the first here", host: null }]);
    expect(next.size).toBe(500);
  });
});

describe("a host", () => {
  const up = buildSummary({ name: "gpu-a01" });
  const down = buildSummary({
    name: "gpu-a01",
    findings: [
      buildFinding({
        kind: "hostUnreachable",
        title: "Host unreachable",
        detail: "No route.",
        sinceMs: nowMs - 60_000,
      }),
    ],
  });
  const isUp: KnownHost = { downSinceMs: null, bootTimeMs: 1000 };
  const isDown: KnownHost = { downSinceMs: nowMs - 60_000, bootTimeMs: 1000 };
  it.each<[string, KnownHost | null, typeof up, number | null, readonly string[]]>([
    ["that is well when it is first seen", null, up, 1000, []],
    ["that cannot be reached when it is first seen", null, down, null, ["Host unreachable: gpu-a01: No route."]],
    ["that goes", isUp, down, null, ["Host unreachable: gpu-a01: No route."]],
    ["that is still gone after a restart of the console", isDown, down, null, []],
    ["that comes back", isDown, up, 1000, ["Host is back: gpu-a01 after 1m00s"]],
    ["that booted anew", isUp, up, 2_000_000, ["Host restarted: gpu-a01"]],
    ["whose boot time is read a second later", isUp, up, 2000, []],
  ])("%s", (_, before, summary, bootTimeMs, expected) => {
    const found = hostEvents(before, summary, bootTimeMs, nowMs);
    expect(found?.events.map(({ title, text }) => `${title}: ${text}`)).toEqual(expected);
  });

  it("that was never read is not known", () => {
    expect(hostEvents(null, { ...up, lastSampleAtMs: null }, null, nowMs)).toBeNull();
  });
});

describe("rule files", () => {
  const groups = (expr: string, more = "") =>
    parseRuleFile(`groups:\n  - name: g\n    rules:\n      - { alert: Hot, expr: ${expr} }\n${more}`, "gpu.yaml")
      .groups ?? [];
  const before = ruleEvents(null, groups("a > 1"), nowMs).known;
  it.each([
    ["that say the same tell nothing", groups("a > 1"), []],
    ["that say it on another line tell nothing", groups("a > 1", "\n\n"), []],
    ["with another expression", groups("a > 2"), ["gpu.yaml: Hot changed"]],
    ["with another rule", groups("a > 1", "      - { alert: Cold, expr: a < 0 }\n"), ["gpu.yaml: Cold added"]],
    ["that are gone", [], ["gpu.yaml: Hot removed"]],
  ])("%s", (_, now, expected) => {
    expect(ruleEvents(before, now, nowMs).events.map(({ text }) => text)).toEqual(expected);
  });

  it("that are seen first tell nothing", () => {
    expect(ruleEvents(null, groups("a > 1"), nowMs).events).toEqual([]);
  });
});

describe("runs", () => {
  const entry = (over: Partial<AuditEntry>): AuditEntry => ({
    seq: 7,
    atMs: nowMs,
    kind: "run.ended",
    by: "ana",
    environment: null,
    run: "r1",
    host: null,
    text: "Ended",
    facts: {},
    previous: "",
    hash: "",
    ...over,
  });
  it.each<[Partial<AuditEntry>, string]>([
    [{ kind: "run.started", text: "Drain" }, "info Runbook started: Drain"],
    [{ facts: { outcome: "done", verdict: "passed" } }, "info Runbook verified: Drain"],
    [{ facts: { outcome: "done", verdict: null } }, "info Runbook done: Drain"],
    [{ facts: { outcome: "done", verdict: "inconclusive" } }, "warning Runbook inconclusive: Drain"],
    [{ facts: { outcome: "failed", verdict: null }, text: "Exit 1" }, "warning Runbook failed: Drain: Exit 1"],
    [{ kind: "run.interrupted", text: "Nobody knows" }, "warning Runbook interrupted: Nobody knows"],
  ])("%j is %s", (over, expected) => {
    const found = runEvent(entry(over), "Drain");
    expect(`${found?.severity} ${found?.title}: ${found?.text}`).toBe(expected);
    expect(found).toMatchObject({ run: "r1", origin: "ana" });
  });

  it("are told of by their beginning and end alone", () => {
    expect(runEvent(entry({ kind: "step.started" }), null)).toBeNull();
    expect(runEvent(entry({ kind: "writeMode.opened", run: null }), null)).toBeNull();
  });
});

describe("silences", () => {
  it("are told when they begin and when they end", () => {
    const silence = buildSilence({ startsAtMs: 1000, endsAtMs: 3_601_000, comment: "INC-1" });
    expect(silenceEvents(new Map(), [silence], nowMs)).toMatchObject([
      { title: "Silenced", text: 'alertname="Hot" for 1h: INC-1', origin: "ana", atMs: 1000 },
    ]);
    const shortened = { ...silence, startsAtMs: 1000 + 120 };
    expect(silenceEvents(new Map(), [shortened], nowMs)).toMatchObject([{ text: expect.stringContaining("for 1h:") }]);
    const ended = { ...silence, state: "expired" } as const;
    expect(silenceEvents(new Map([["s1", "active"]]), [ended], nowMs)).toMatchObject([{ title: "Silence ended" }]);
    expect(silenceEvents(new Map(), [ended, { ...silence, state: "pending" }], nowMs)).toEqual([]);
  });
});

it.each([
  [
    "[1234.500000] Out of memory: Killed process 4242 (python3) total-vm:9000kB, anon-rss:2048kB, file-rss:0kB",
    { uptimeSeconds: 1234.5, pid: 4242, processName: "python3", scope: "host", residentBytes: 2 ** 21 },
  ],
  [
    "[    9.000000] Memory cgroup out of memory: Killed process 7 (VLLM::EngineCor) total-vm:9kB, anon-rss:1kB",
    { uptimeSeconds: 9, pid: 7, processName: "VLLM::EngineCor", scope: "group", residentBytes: 1024 },
  ],
  [
    "Out of memory: Kill process 31 (a (b)) score 900 or sacrifice child",
    { uptimeSeconds: null, pid: 31, processName: "a (b", scope: "host", residentBytes: null },
  ],
])("%s", (line, expected) => {
  expect(parseOomLine(line)).toEqual(expected);
});

it.each(["[1.0] oom-kill:constraint=CONSTRAINT_MEMCG,task=python3,pid=3", "[1.0] NVRM: Xid (PCI:0000:9b:00): 79"])(
  "%s is no kill",
  (line) => {
    expect(parseOomLine(line)).toBeNull();
  },
);
