import { describe, expect, it } from "vitest";
import { countCells } from "../../../../renderer/features/watch/cellCounts.ts";
import { fleetMetrics, nextMetric } from "../../../../renderer/features/watch/fleetMetrics.ts";
import { fleetSize } from "../../../../renderer/features/watch/fleetSize.ts";
import { applyFleet, type FleetState } from "../../../../renderer/features/watch/fleetStore.ts";
import { quietHeadline, troubleHeadline } from "../../../../renderer/features/watch/headline.ts";
import { columnLabels } from "../../../../renderer/features/watch/heatmapLabels.ts";
import { columnLabel, heatmapGeometry, heatStep } from "../../../../renderer/features/watch/heatmapLayout.ts";
import { fleetCell } from "../../../../shared/contract/fleetCell.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import type { HostSummary } from "../../../../shared/domain/host/state.ts";
import type { ServiceState } from "../../../../shared/domain/services/model.ts";
import { buildAlert } from "../../../builders/alerts.ts";
import { buildSummary } from "../../../builders/hosts.ts";
import { buildService } from "../../../builders/services.ts";

const host = (name: string, group: string) => ({ name, group, gpuModel: "H100", gpuCount: 8, isCounted: true });

describe("fleetSize", () => {
  const [eight, two, none] = [
    host("a", "gpu"),
    { ...host("b", "gpu"), gpuCount: 2 },
    { ...host("c", "cpu"), gpuCount: 0 },
  ];
  const unlisted = { ...host("d", "new"), gpuCount: 1, isCounted: false };
  it.each([
    [[eight, eight], "2 hosts x 8 GPUs"],
    [[eight, none], "2 hosts x 8 GPUs"],
    [[eight, two], "2 hosts, 10 GPUs"],
    [[eight, eight, unlisted], "3 hosts, 16+ GPUs"],
    [[unlisted], "1 host, GPUs unknown"],
    [[none], "1 host, 0 GPUs"],
  ])("%# counts what is listed and says what is not", (hosts, words) => {
    expect(fleetSize({ hosts, slots: 8 })).toBe(words);
  });
});

describe("heatmapGeometry", () => {
  it("keeps groups apart and columns inside the box", () => {
    const hosts = Array.from({ length: 64 }, (_, index) => host(`gpu-${index}`, `group-${Math.floor(index / 16)}`));
    const geometry = heatmapGeometry({ hosts, slots: 8 }, { width: 1340, height: 200 });
    expect(geometry.heads.map(({ name }) => name)).toEqual(["group-0", "group-1", "group-2", "group-3"]);
    expect(geometry.width).toBeLessThanOrEqual(1340);
    const [first = 0, second = 0] = geometry.columnX.slice(15, 17);
    expect(second - first).toBeGreaterThan(geometry.cellWidth + 10);
    expect(geometry.height).toBeLessThanOrEqual(200);
  });

  it("gives a small group the room its label needs", () => {
    const hosts = [host("a-1", "a-long-group-name"), host("b-1", "b"), host("b-2", "b")];
    const { columnX, width } = heatmapGeometry({ hosts, slots: 8 }, { width: 1340, height: 200 });
    expect((columnX[1] ?? 0) - (columnX[0] ?? 0)).toBeGreaterThan(170);
    expect((columnX[2] ?? 0) - (columnX[1] ?? 0)).toBe(161);
    expect(width).toBeLessThan(600);
  });

  it("keeps cells visible for a large fleet and not huge for a small one", () => {
    const many = Array.from({ length: 800 }, (_, index) => host(`gpu-${index}`, "gpu"));
    expect(heatmapGeometry({ hosts: many, slots: 8 }, { width: 1340, height: 200 }).cellWidth).toBe(4);
    expect(heatmapGeometry({ hosts: [host("a", "a")], slots: 1 }, { width: 1340, height: 600 })).toMatchObject({
      cellWidth: 160,
      cellHeight: 72,
    });
  });
});

describe("a fleet of many groups", () => {
  const fleet = (groups: number) => ({
    hosts: Array.from({ length: groups * 2 }, (_, index) =>
      host(`rack-${Math.floor(index / 2)}-${index % 2}`, `rack-${Math.floor(index / 2)}`),
    ),
    slots: 8,
  });
  const box = { width: 1340, height: 200 };

  it("drops models, then ends of names, before it leaves its box", () => {
    expect(heatmapGeometry(fleet(8), box).heads[7]).toMatchObject({ name: "rack-7", gpuModel: "H100" });
    expect(heatmapGeometry(fleet(16), box).heads[7]).toMatchObject({ name: "rack-7", gpuModel: null });
    const crowded = heatmapGeometry(fleet(40), box);
    expect(crowded.heads[7]?.name).toMatch(/^r.*…$/);
    expect(crowded.width).toBeLessThanOrEqual(box.width);
  });

  it("names a model above a group only where all of its hosts have it", () => {
    const hosts = [
      host("a1", "a"),
      { ...host("a2", "a"), gpuModel: "A100" },
      host("b1", "b"),
      { ...host("b2", "b"), gpuModel: null },
    ];
    expect(heatmapGeometry({ hosts, slots: 8 }, box).heads.map(({ gpuModel }) => gpuModel)).toEqual([null, "H100"]);
  });
});

describe("column labels", () => {
  const names = [
    "h-allunk",
    "h-allunk2",
    "h-appscomma",
    "h-blocked",
    "h-driver-mismatch-2",
    "h-dep",
    "h-empty",
    "h-err",
  ];
  const layout = { hosts: names.map((name) => host(name, "h")), slots: 8 };
  const geometry = heatmapGeometry(layout, { width: 320, height: 200 });

  it.each([
    ["none alerts", []],
    ["neighbours alert", ["h-allunk", "h-allunk2", "h-blocked"]],
    ["all alert", names],
  ])("never overlap or leave the drawing when %s", (_name, alerting) => {
    const shown = columnLabels(layout, geometry, (name) => alerting.includes(name)).filter(({ isShown }) => isShown);
    expect(shown.length).toBeGreaterThan(2);
    const ends = shown.map(({ text, x }) => ({ from: x - text.length * 3.2, to: x + text.length * 3.2 }));
    for (const [index, { from, to }] of ends.entries()) {
      expect(from).toBeGreaterThanOrEqual(ends[index - 1]?.to ?? 0);
      expect(to).toBeLessThanOrEqual(geometry.width);
    }
  });

  it("name hosts that alert rather than their neighbours, and cut what is long", () => {
    const shown = columnLabels(layout, geometry, (name) => name === "h-driver-mismatch-2");
    expect(shown[4]).toMatchObject({ text: "driver-mismat…", isShown: true });
    expect(shown[3]?.isShown).toBe(false);
  });
});

it.each([
  ["gpu-a09", "gpu-a", "09"],
  ["gpu-09", "gpu", "09"],
  ["bastion", "bastion", "bastion"],
  ["other", "gpu-a", "other"],
])("labels %s of %s with %s", (name, group, label) => {
  expect(columnLabel({ name, group })).toBe(label);
});

it.each([
  [0, 0, 1, 0],
  [0.124, 0, 1, 0],
  [0.125, 0, 1, 1],
  [1, 0, 1, 7],
  [720, 0, 700, 7],
  [350, 0, 700, 4],
  [15, 20, 100, 0],
  [60, 20, 100, 4],
])("step of %d on %d..%d is %d", (value, scaleMin, scaleMax, step) => {
  expect(heatStep(value, { scaleMin, scaleMax })).toBe(step);
});

describe("the last items of the fleet", () => {
  const layout = { hosts: [host("a-1", "a"), host("a-2", "a")], slots: 2 };
  const item = (cells: readonly number[], placed: boolean) => ({
    layout: placed ? layout : null,
    values: Float64Array.from(cells, () => Number.NaN),
    cells: Uint8Array.from(cells),
    scaleMin: 0,
    scaleMax: 1,
  });

  it("are kept per metric with the layout they are read by", () => {
    const first = applyFleet({}, "power", item([1, 1, 5, 5], true));
    const later = applyFleet(first, "power", item([3, 2, 5, 5], false));
    expect(later.power?.layout).toBe(layout);
    expect(later.utilization).toBeUndefined();
    expect(later.power && countCells(later.power)).toEqual(
      new Map([
        [fleetCell.lost, 1],
        [fleetCell.throttled, 1],
        [fleetCell.unreachable, 1],
      ]),
    );
  });

  it("wait for a layout", () => {
    const empty: FleetState = {};
    expect(applyFleet(empty, "power", item([1], false))).toBe(empty);
  });
});

it("goes round all metrics", () => {
  const seen = fleetMetrics.map(({ id }) => nextMetric(id));
  expect(new Set(seen).size).toBe(fleetMetrics.length);
});

describe("headline", () => {
  const healthy = buildSummary();
  const lost = buildAlert({
    id: "lost",
    name: "GpuLost",
    labels: { instance: "gpu-a01", gpu: "5" },
    annotations: { summary: "GPU 5 is lost", description: "Jobs on it have failed." },
  });
  const warning = (id: string) =>
    buildAlert({ id, severity: "warning", labels: { instance: id }, annotations: { summary: "Throttled" } });
  const line = (hosts: readonly HostSummary[], alerts: readonly Alert[], services: readonly ServiceState[] = []) =>
    troubleHeadline(alerts, services, new Map()) ?? quietHeadline(hosts, alerts, services);

  it.each([
    ["no hosts", [], [], "unknown", "No hosts are watched yet"],
    ["all well", [healthy], [], "ok", `${healthy.name} and its 8 GPUs are healthy`],
    [
      "only information",
      [healthy],
      [buildAlert({ severity: "info" })],
      "ok",
      `${healthy.name} and its 8 GPUs are healthy`,
    ],
    ["only pending", [healthy], [buildAlert({ state: "pending" })], "info", "Nothing fires yet: one condition holds"],
    [
      "only silenced",
      [healthy],
      [buildAlert({ state: "silenced" })],
      "ok",
      `${healthy.name} and its 8 GPUs are healthy`,
    ],
    ["one not read yet", [healthy, buildSummary({ lastSampleAtMs: null })], [], "unknown", "1 of 2 hosts are read"],
    ["nothing read yet", [buildSummary({ lastSampleAtMs: null })], [], "unknown", "Connecting to the fleet"],
    ["the first of them", [healthy], [lost, warning("b")], "critical", "gpu-a01: GPU 5 is lost"],
    ["alerts of servers, without hosts", [], [warning("b")], "warning", "b: Throttled"],
  ] as const)("%s", (_name, hosts, alerts, severity, title) => {
    expect(line(hosts, alerts)).toMatchObject({ severity, title });
  });

  it("says of one condition and of several that they will fire", () => {
    const pending = (id: string) => buildAlert({ id, state: "pending", labels: { instance: id } });
    expect(line([healthy], [pending("a")]).detail).toMatch(/will fire unless it ends\.$/);
    expect(line([healthy], [pending("a"), pending("b")]).detail).toMatch(/will fire unless they end\.$/);
  });

  it("is not all well while a service is not whole", () => {
    const down = buildService({ health: { kind: "degraded", down: 1, targets: 2 } });
    expect(line([healthy], [], [down])).toMatchObject({
      severity: "info",
      title: `Nothing fires, but ${down.definition.name} is not whole`,
    });
    expect(line([healthy], [], [buildService()])).toMatchObject({ severity: "ok" });
  });

  it("names a cause that is likely, and none that is not", () => {
    const cause = { alert: "lost", atMs: 0, name: "GPU lost", cause: "It fell.", host: "gpu-a01", confidence: 0.9 };
    const told = (confidence: number) => troubleHeadline([lost], [], new Map([["lost", { ...cause, confidence }]]));
    expect(told(0.9)).toMatchObject({
      isDiagnosed: true,
      detail: "Likely cause: GPU lost on gpu-a01.",
    });
    expect(told(0.49)).toMatchObject({ isDiagnosed: false, detail: "Jobs on it have failed." });
  });

  it("says what else is wrong, three by name", () => {
    const many = ["a", "b", "c", "d", "e"].map(warning);
    expect(line([healthy], [lost, ...many]).detail).toBe("Jobs on it have failed. Also a, b, c and 2 more.");
  });

  it("counts what else is wrong up to a thousand", () => {
    const detail = (count: number) =>
      line([healthy], [lost, ...Array.from({ length: count }, (_, index) => warning(`h${index}`))]).detail;
    expect(detail(1003)).toContain("Also h0, h1, h2 and 1,000 more.");
    expect(detail(1004)).toContain("Also h0, h1, h2 and over 1,000 more.");
    expect(detail(10_000)).toBe(detail(1004));
  });

  it("ends what a rule's author left without an end", () => {
    const open = { ...lost, annotations: { ...lost.annotations, description: "Jobs on it have failed" } };
    expect(line([healthy], [open, warning("b")]).detail).toBe("Jobs on it have failed. Also b.");
  });

  it("says what else is wrong at the same place", () => {
    const full = buildAlert({
      id: "full",
      severity: "warning",
      labels: { instance: "gpu-a01" },
      annotations: { summary: "KV cache at 99 %" },
    });
    expect(line([healthy], [lost, full, warning("b")]).detail).toBe(
      "Jobs on it have failed. Also b, KV cache at 99 %.",
    );
  });

  it("says of replicas once what each of them tells, after what is wrong elsewhere", () => {
    const of = (service: string, name: string, pod: string, summary: string) =>
      buildAlert({ id: `${name} ${pod}`, name, labels: { service, pod }, annotations: { summary } });
    const alerts = [
      of("chat", "QueueDeep", "a", "393 requests wait"),
      of("chat", "QueueDeep", "b", "409 requests wait"),
      of("chat", "CacheFull", "a", "KV cache at 99 %"),
      of("chat", "CacheFull", "b", "KV cache at 98 %"),
      of("embed", "Slow", "c", "p99 is 4 s"),
    ];
    expect(line([healthy], alerts)).toMatchObject({
      title: "chat: 393 requests wait",
      detail: "Also embed, KV cache at 99 %.",
    });
  });

  it("does not tell twice what it touches, and ends each sentence once", () => {
    const chat = buildService({ hosts: ["gpu-a01"] });
    const slow = buildAlert({
      id: "slow",
      name: "Slow",
      labels: { service: chat.definition.name },
      severity: "warning",
    });
    const summary = "SLO burn rate is over expected.";
    const burns = ["x", "y"].map((slo) =>
      buildAlert({
        id: slo,
        name: slo,
        labels: { instance: "gpu-a01" },
        annotations: { summary: `${slo} ${summary}` },
      }),
    );
    expect(line([healthy], [...burns, slow], [chat])).toMatchObject({
      title: "gpu-a01: x SLO burn rate is over expected",
      detail: `It touches ${chat.definition.name}. Also y SLO burn rate is over expected.`,
    });
  });

  it("says what it touches: services on its host, and those that it is told about", () => {
    const chat = buildService({ hosts: ["gpu-a01"] });
    const embed = buildService({
      definition: { ...chat.definition, name: "embed" },
      alerts: [{ id: "lost", name: "GpuLost", severity: "critical" }],
    });
    expect(line([healthy], [lost], [chat, embed, buildService({ hosts: ["gpu-b01"] })]).detail).toBe(
      "It touches chat-llm-70b, embed.",
    );
  });

  it("names a state before the event that announced it", () => {
    const xid = buildAlert({ id: "xid", name: "GpuXidCritical", labels: { instance: "gpu-a01" }, sinceMs: -1 });
    expect(line([healthy], [xid, lost]).alert?.id).toBe("lost");
    expect(line([healthy], [xid]).alert?.id).toBe("xid");
  });
});
