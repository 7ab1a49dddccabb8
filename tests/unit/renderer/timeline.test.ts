import { describe, expect, it } from "vitest";
import { eventGroups, gravestEvents } from "../../../renderer/features/investigate/eventGroups.ts";
import { daysOf } from "../../../renderer/features/timeline/days.ts";
import { eventLines } from "../../../renderer/features/timeline/eventLines.ts";
import { eventLink } from "../../../renderer/features/timeline/eventLink.ts";
import {
  parseTimelineView,
  type TimelineView,
  timelineRoute,
} from "../../../renderer/features/timeline/timelineView.ts";
import { applyEvents, type EventsStore } from "../../../renderer/state/eventsStore.ts";
import { parseInvestigateView } from "../../../renderer/state/investigateView.ts";
import { formatRoute } from "../../../renderer/state/navigation.ts";
import type { FleetEvent } from "../../../shared/domain/events/fleetEvent.ts";
import { buildAlert } from "../../builders/alerts.ts";

const nowMs = Date.UTC(2026, 10, 19, 2, 14);
const minuteMs = 60_000;

function event(over: Partial<FleetEvent> = {}): FleetEvent {
  const told = {
    kind: "kernel",
    severity: "critical",
    title: "Xid 79",
    text: "gpu-c11 GPU 5",
    origin: "kernel",
  } as const;
  const place = { host: "gpu-c11", gpuIndex: 5, service: null, target: null, workload: null, alert: null, run: null };
  return { id: 1, atMs: nowMs - 30 * minuteMs, ...told, ...place, ...over };
}
const addressOf = (over: Partial<FleetEvent>, alert = null as ReturnType<typeof buildAlert> | null) => {
  const route = eventLink(event(over), alert, nowMs);
  return route && formatRoute(route);
};

describe("where an event leads", () => {
  it.each<[string, Partial<FleetEvent>, string | null]>([
    ["a run", { kind: "runbook", run: "r1" }, "#/runs/r1"],
    ["a host that went", { kind: "host" }, "#/hosts/gpu-c11"],
    [
      "what happened in a cluster",
      { kind: "deploy", workload: { cluster: "eu", namespace: "serving", kind: "Deployment", name: "chat" } },
      "#/workloads?cluster=eu&namespace=serving&tab=workloads&q=chat",
    ],
    ["a note about nothing", { kind: "note", host: null }, null],
  ])("%s", (_, over, expected) => {
    expect(addressOf(over)).toBe(expected);
  });

  it("an Xid: its host around its time, and never the future", () => {
    const view = parseInvestigateView(addressOf({ atMs: nowMs - 5 * minuteMs })?.split("?")[1] ?? "");
    expect(view).toMatchObject({ hosts: ["gpu-c11"], window: { fromMs: nowMs - 20 * minuteMs, toMs: nowMs } });
  });

  it("a deploy: its service, not the host that began it", () => {
    const view = parseInvestigateView(addressOf({ kind: "deploy", service: "chat" })?.split("?")[1] ?? "");
    expect(view).toMatchObject({ service: "chat", hosts: [] });
  });

  it("an alert: what fires, as long as it does", () => {
    const labels = { alertname: "Hot", instance: "gpu-c11" };
    const view = parseInvestigateView(
      addressOf({ kind: "alert", alert: "1" }, buildAlert({ labels }))?.split("?")[1] ?? "",
    );
    expect(view).toMatchObject({ alert: "1", title: "Hot", limit: 85, hosts: ["gpu-c11"], window: null });
  });
});

describe("the events that are held", () => {
  const empty: EventsStore = { events: null, total: 0, problem: null };
  it("stand newest first, also when one is learnt of late, and leave after a day", () => {
    const first = { first: true, events: [event({ id: 2 })], total: 1, problem: null };
    const state = applyEvents(empty, first, nowMs);
    const late = event({ id: 3, atMs: nowMs - 60 * minuteMs });
    const next = applyEvents(state, { first: false, events: [late, event({ id: 4 })], total: 3, problem: null }, nowMs);
    expect(next.events?.map(({ id }) => id)).toEqual([4, 2, 3]);
    const later = applyEvents(next, { first: false, events: [], total: 0, problem: null }, nowMs + 86_400_000);
    expect(later.events).toEqual([]);
  });

  it("are parted by day, in the zone that is shown", () => {
    const days = daysOf(eventLines([event({ atMs: nowMs }), event({ atMs: nowMs - 180 * minuteMs })]), "utc");
    expect(days.map(({ day }) => day)).toEqual(["19 Nov", "18 Nov"]);
  });
});

describe("alerts of one rule that come together", () => {
  const fired = (id: number, over: Partial<FleetEvent> = {}) =>
    event({
      ...{ id, atMs: nowMs + id * 5000, kind: "alert", severity: "warning", title: "GpuHot", text: `gpu-a0${id}, hot` },
      ...{ origin: "rules", host: `gpu-a0${id}`, target: `gpu-a0${id}`, alert: `a${id}`, ...over },
    });
  const told = (...events: readonly FleetEvent[]) =>
    eventLines([...events].reverse()).map(({ title, text }) => `${title}: ${text}`);

  it("are one line that names the first targets, and leads to the worst", () => {
    const five = [1, 2, 3, 4, 5].map((id) => fired(id, id === 4 ? { severity: "critical" } : {}));
    const lines = eventLines([event({ id: 9, atMs: nowMs + 60_000 }), ...five.toReversed()]);
    expect(lines.map(({ id, title, text, event: { alert } }) => [id, title, text, alert])).toEqual([
      [9, "Xid 79", "gpu-c11 GPU 5", null],
      [1, "GpuHot, 5 targets", "gpu-a04, gpu-a01, gpu-a02 and 2 more", "a4"],
    ]);
    expect(lines[1]?.atMs).toBe(nowMs + 5000);
  });

  it("about one target are counted, in the words of the first", () => {
    const about = { target: "chat", text: "chat, slow" };
    expect(told(fired(1, about), fired(2, about))).toEqual(["GpuHot, 2 alerts: chat, slow"]);
    expect(told(fired(1, about), fired(2, about), fired(3))).toEqual(["GpuHot, 3 alerts: chat, gpu-a03"]);
  });

  it.each<[string, Partial<FleetEvent>]>([
    ["later than a minute after the first", { atMs: nowMs + 65_001 }],
    ["of another rule", { title: "GpuLost" }],
    ["told by another", { origin: "eu" }],
    ["that fire anew", { alert: "a1" }],
    ["already told as many", { target: null }],
  ])("but not one %s", (_, over) => {
    expect(told(fired(1), fired(2, over))).toHaveLength(2);
  });
});

describe("the address of the timeline", () => {
  it.each<[string, Partial<TimelineView>]>([
    ["#/timeline", {}],
    ["#/timeline?kind=kernel&host=gpu-c11", { kind: "kernel", host: "gpu-c11" }],
    ["#/timeline?from=1000&to=2000", { window: { fromMs: 1000, toMs: 2000 } }],
  ])("%s", (address, said) => {
    const view = { kind: null, host: null, window: null, ...said };
    expect(formatRoute(timelineRoute(view))).toBe(address);
    expect(parseTimelineView(address.split("?")[1] ?? "")).toEqual(view);
  });

  it("takes for what is broken what it says without it", () => {
    expect(parseTimelineView("kind=nothing&host=&from=5&to=4")).toEqual({ kind: null, host: null, window: null });
  });
});

describe("events above the charts", () => {
  const window = { fromMs: nowMs - 60 * minuteMs, toMs: nowMs, width: 600 };
  const at = (minutes: number, id: number) => event({ id, atMs: nowMs - minutes * minuteMs });
  it("stand together where their icons would touch, and know the room for words", () => {
    const groups = eventGroups([at(70, 1), at(50, 2), at(49, 3), at(20, 4)], window, 22, 64);
    expect(groups.map(({ x, room, side, events }) => [x, room, side, events.map(({ id }) => id)])).toEqual([
      [100, 278, "right", [2, 3]],
      [400, 178, "right", [4]],
    ]);
  });

  it("have their words before them where there is no room after them, and never over another's", () => {
    const sides = (...minutes: readonly number[]) =>
      eventGroups(minutes.map(at), window, 24, 64).map(({ room, side }) => [room, side]);
    expect(sides(1)).toEqual([[566, "left"]]);
    expect(sides(30, 4, 1)).toEqual([
      [236, "right"],
      [6, "right"],
      [-14, "right"],
    ]);
    expect(sides(15, 10, 1)).toEqual([
      [426, "left"],
      [66, "right"],
      [-14, "right"],
    ]);
  });

  it("say of a crowd the gravest, in the order of time", () => {
    const crowd = [event({ id: 1, severity: "info" }), event({ id: 2, severity: "warning" }), event({ id: 3 })];
    expect(gravestEvents(crowd, 2).map(({ id }) => id)).toEqual([2, 3]);
    expect(gravestEvents(crowd, 8)).toEqual(crowd);
  });
});
