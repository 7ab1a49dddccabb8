import { expect, test } from "vitest";
import { alertRows, alertsByTab } from "../../../renderer/features/alerts/alertRows.ts";
import { type Alert, applyAlerts, sortedAlerts } from "../../../renderer/state/alertsStore.ts";
import { isAboutHost, targetOf, worstAlertsFirst } from "../../../shared/domain/alerts/alertWords.ts";
import { buildAlert } from "../../builders/alerts.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";

const build = (id: string, more: Parameters<typeof buildAlert>[0] = {}): Alert =>
  buildAlert({
    id,
    severity: "warning",
    labels: { alertname: "Hot", instance: `host-${id}` },
    annotations: { summary: "too hot" },
    ...more,
  });

const byId = (all: readonly Alert[]) => new Map(all.map((alert) => [alert.id, alert]));

const alerts = [
  build("a", { sinceMs: 2000 }),
  build("b"),
  build("c", { name: "Lost", severity: "critical", sinceMs: 5000 }),
  build("d", { state: "pending" }),
  build("e", { state: "inhibited" }),
  build("f", { state: "silenced" }),
];

test("alerts stand in their tab, worst first, then the oldest", () => {
  const tabs = alertsByTab(sortedAlerts(byId(alerts)));
  const ids = (list: readonly Alert[]) => list.map(({ id }) => id).join("");
  expect([ids(tabs.firing), ids(tabs.pending), ids(tabs.silenced)]).toEqual(["cba", "d", "ef"]);
});

test("the order is kept as alerts change, come and go, and is the same list where nothing did", () => {
  const random = seededRandom(7);
  const known = new Map(byId(alerts));
  const severities = ["critical", "warning", "info", "none"] as const;
  for (let round = 0; round < 50; round++) {
    const id = `${Math.floor(random() * 40)}`;
    if (random() < 0.3) known.delete(id);
    else known.set(id, build(id, { severity: severities[round % 4] ?? "none", sinceMs: Math.floor(random() * 9) }));
    const order = sortedAlerts(new Map(known));
    expect(order).toEqual(worstAlertsFirst(known.values()));
    expect(sortedAlerts(new Map(known))).toBe(order);
  }
});

test("alerts of one name are a group that opens; a name alone is none", () => {
  const { firing } = alertsByTab(sortedAlerts(byId(alerts)));
  const shown = (grouped: boolean, open: readonly string[]) =>
    alertRows(firing, grouped, new Set(open)).map(({ id }) => id);
  expect(shown(false, [])).toEqual(["c", "b", "a"]);
  expect(shown(true, [])).toEqual(["c", "group Hot"]);
  expect(shown(true, ["Hot"])).toEqual(["c", "group Hot", "b", "a"]);
  const ofGroup = alertRows(firing, true, new Set(["Hot"])).map((row) => row.kind === "alert" && row.inGroup === true);
  expect(ofGroup).toEqual([false, false, true, true]);
});

test("what is told replaces, changes and goes; an answer in parts is shown once it is whole", () => {
  const empty = { loaded: false, alerts: new Map<string, Alert>(), arriving: null };
  const part = applyAlerts(empty, { first: true, complete: false, changed: [build("a")], gone: [] });
  expect([part.loaded, part.alerts]).toEqual([false, empty.alerts]);
  const whole = applyAlerts(part, { first: false, complete: true, changed: [build("b")], gone: [] });
  expect([whole.loaded, whole.alerts.size, whole.arriving]).toEqual([true, 2, null]);
  const next = applyAlerts(whole, { first: false, complete: true, changed: [build("a", { value: 1 })], gone: ["b"] });
  expect([next.alerts.size, next.alerts.get("a")?.value]).toEqual([1, 1]);
  const again = applyAlerts(next, { first: true, complete: false, changed: [build("c")], gone: [] });
  expect([...again.alerts.keys()]).toEqual(["a"]);
  const replaced = applyAlerts(again, { first: false, complete: true, changed: [build("d")], gone: [] });
  expect([...replaced.alerts.keys()]).toEqual(["c", "d"]);
});

test.each([
  [{ instance: "gpu-a01", gpu: "3" }, "gpu-a01 GPU 3"],
  [{ service: "chat", instance: "gpu-a01", gpu: "3" }, "chat"],
  [{ job: "node" }, "node"],
  [{ sloth_id: "chat-latency", sloth_service: "chat", sloth_slo: "latency" }, "chat latency"],
  [{}, ""],
])("the target of %j is %s", (labels, target) => {
  expect(targetOf({ labels })).toBe(target);
});

test.each([
  [{ instance: "gpu-a01:9100", gpu: "3" }, true],
  [{ node: "gpu-a01" }, true],
  [{ service: "chat", instance: "gpu-a01" }, false],
  [{ model_name: "llm", instance: "gpu-a01:8000" }, false],
  [{ job: "node" }, false],
])("an alert with %j is about its host: %s", (labels, expected) => {
  expect(isAboutHost({ labels })).toBe(expected);
});
