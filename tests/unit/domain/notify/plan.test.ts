import { beforeEach, describe, expect, it } from "vitest";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import type { GroupState } from "../../../../shared/domain/notify/groupState.ts";
import { planNotifications } from "../../../../shared/domain/notify/planNotifications.ts";
import { placeOf } from "../../../../shared/domain/notify/routing.ts";
import { buildNotify, gpuAlert } from "../../../builders/notify.ts";

const slack = { kind: "slack", name: "room", url: "secret:room" };
const pager = { kind: "pagerduty", name: "pager", routingKey: "secret:key" };
const sms = { kind: "gateway", name: "sms", url: "https://sms.example/send", template: "{{ .Title }}" };
const route = { name: "pages", notify: ["room", "pager"], escalation: "wake" };
const raw = {
  channels: [slack, pager, sms],
  people: [{ name: "ada", notify: ["sms"] }],
  escalations: [
    {
      name: "wake",
      steps: [
        { after: "5m", notify: ["ada"] },
        { after: "15m", notify: ["sms", "room"] },
      ],
    },
  ],
  routes: [route],
};
const claim = { name: "ben", note: "", atMs: 0 };

/** The console's life in minutes, told as `kind to channels: alerts`. */
class Life {
  nowMs = Date.UTC(2026, 10, 26, 2, 14);
  private groups: readonly GroupState[] = [];
  events = new Set<string>();
  private notify = buildNotify(raw);

  change(more: Readonly<Record<string, unknown>>): void {
    this.notify = buildNotify({ ...raw, ...more });
  }

  at(minutes: number, alerts: readonly Alert[], more: { isGone?: boolean } = {}): readonly string[] {
    const nowMs = this.nowMs + minutes * 60_000;
    const plan = planNotifications(this.groups, {
      ...{ workspace: "Lab", notify: this.notify, alerts, nowMs },
      placeOf: (alert) => placeOf(alert, (host) => (host.startsWith("gpu-") ? "prod" : undefined)),
      isOfServer: (source) => source === "am",
      isGone: () => more.isGone ?? true,
    });
    // What outlives the console is what can be written down.
    this.groups = JSON.parse(JSON.stringify(plan.groups)) as GroupState[];
    return plan.messages.map(({ event, channels, message }) => {
      expect(this.events.has(event), "an event is told once").toBe(false);
      this.events.add(event);
      const told = message.alerts.map(({ id, endedMs }) => `${id}${endedMs === null ? "" : " ended"}`);
      return `${message.kind} to ${channels.join(" ")}: ${told.join(", ")}`;
    });
  }
}

const a = gpuAlert("gpu-a");
const b = gpuAlert("gpu-b");
let life: Life;
beforeEach(() => {
  life = new Life();
});

describe("a group of alerts", () => {
  it("gathers, is told once, and hears of the end", () => {
    expect(life.at(0, [a])).toEqual([]);
    expect(life.at(0.1, [a, b])).toEqual([]);
    expect(life.at(0.2, [a, b])).toEqual(["firing to room pager: id-gpu-a, id-gpu-b"]);
    expect(life.at(0.3, [a, b])).toEqual([]);
    expect(life.at(2, [])).toEqual(["resolved to room pager: id-gpu-a ended, id-gpu-b ended"]);
    expect(life.at(3, [])).toEqual([]);
  });

  it("says nothing of what ended before anybody was told", () => {
    life.at(0, [a]);
    expect(life.at(0.2, [])).toEqual([]);
    expect(life.at(5, [])).toEqual([]);
  });

  it("tells of more after the interval, with what ended meanwhile", () => {
    life.at(0, [a]);
    life.at(0.2, [a]);
    expect(life.at(0.5, [b])).toEqual([]);
    expect(life.at(1.2, [b])).toEqual(["more to room pager: id-gpu-a ended, id-gpu-b"]);
    expect(life.at(2.5, [])).toEqual(["resolved to room pager: id-gpu-b ended"]);
  });

  it("is one event when an alert comes and goes within the interval", () => {
    life.at(0, [a]);
    life.at(0.2, [a]);
    expect(life.at(0.4, [])).toEqual([]);
    expect(life.at(0.6, [a])).toEqual([]);
    expect(life.at(3, [a])).toEqual([]);
  });

  it("is told again when nobody claims it for long", () => {
    life.change({ routes: [{ name: "pages", notify: ["room"], repeat: "4h" }] });
    life.at(0, [a]);
    life.at(1, [a]);
    expect(life.at(240, [a])).toEqual([]);
    expect(life.at(241, [a])).toEqual(["repeat to room: id-gpu-a"]);
    expect(life.at(482, [{ ...a, claim }])).toEqual([]);
  });

  it("waits while a silence or another alert holds it back, which is no end", () => {
    life.at(0, [a]);
    life.at(1, [a]);
    const held = { ...a, state: "silenced" as const, silencedBy: ["s1"] };
    expect(life.at(30, [held])).toEqual([]);
    expect(life.at(31, [])).toEqual(["resolved to room pager: id-gpu-a ended"]);
    expect(life.at(32, [{ ...b, state: "inhibited" }])).toEqual([]);
    expect(life.at(40, [{ ...b, state: "inhibited" }])).toEqual([]);
  });

  it("goes on after a restart: what its source has not told yet has not ended", () => {
    life.at(0, [a]);
    expect(life.at(1, [a])).toEqual(["firing to room pager: id-gpu-a"]);
    expect(life.at(3, [], { isGone: false })).toEqual([]);
    expect(life.at(4, [a])).toEqual([]);
    expect(life.at(5, [])).toEqual(["resolved to room pager: id-gpu-a ended"]);
  });
});

describe("a claim", () => {
  it("is told to PagerDuty once and stops the escalation", () => {
    life.at(0, [a, b]);
    life.at(1, [a, b]);
    expect(life.at(2, [{ ...a, claim }, b])).toEqual([]);
    const claimed = [a, b].map((alert) => ({ ...alert, claim }));
    expect(life.at(3, claimed)).toEqual(["acknowledged to pager: id-gpu-a, id-gpu-b"]);
    expect(life.at(30, claimed)).toEqual([]);
    expect(life.at(31, [])).toEqual(["resolved to room pager: id-gpu-a ended, id-gpu-b ended"]);
  });

  it("made before the first message keeps it back", () => {
    life.at(0, [{ ...a, claim }]);
    expect(life.at(10, [{ ...a, claim }])).toEqual([]);
    expect(life.at(11, [a])).toEqual(["firing to room pager: id-gpu-a"]);
  });

  it("that is given back lets the steps go on", () => {
    life.at(0, [a]);
    life.at(1, [a]);
    life.at(2, [{ ...a, claim }]);
    expect(life.at(10, [{ ...a, claim }])).toEqual([]);
    expect(life.at(11, [a])).toEqual(["escalated to sms: id-gpu-a"]);
  });
});

describe("an escalation", () => {
  it("takes its steps while nobody claims, each once, and all of them hear of the end", () => {
    life.at(0, [a]);
    life.at(1, [a]);
    expect(life.at(5.9, [a])).toEqual([]);
    expect(life.at(6, [a])).toEqual(["escalated to sms: id-gpu-a"]);
    expect(life.at(10, [a])).toEqual([]);
    expect(life.at(16, [a])).toEqual(["escalated to sms room: id-gpu-a"]);
    expect(life.at(60, [a])).toEqual([]);
    expect(life.at(61, [])).toEqual(["resolved to room pager sms: id-gpu-a ended"]);
  });

  it("asks whoever is on call at that moment", () => {
    const rota = { name: "duty", zone: "UTC", start: "2026-11-26", at: "02:16", shift: "1d", people: ["ada"] };
    const people = [{ name: "ada", notify: ["sms"] }];
    const escalations = [{ name: "wake", steps: [{ after: "5m", notify: ["duty"] }] }];
    life.change({ people, escalations, rotas: [rota], routes: [{ ...route, notify: ["duty", "room"] }] });
    life.at(0, [a]);
    expect(life.at(1, [a]), "before the first shift").toEqual(["firing to room: id-gpu-a"]);
    expect(life.at(6, [a])).toEqual(["escalated to sms: id-gpu-a"]);
  });
});

describe("quiet hours", () => {
  const night = { during: [{ from: "22:00", to: "07:00", zone: "UTC" }] };
  const warning = { ...a, severity: "warning" as const };
  const both = [{ name: "all", severities: ["critical", "warning"], notify: ["room"] }];

  it("hold back what is not critical until they end, if it still fires then", () => {
    life.change({ quietHours: night, routes: both });
    life.at(0, [warning]);
    expect(life.at(10, [warning])).toEqual([]);
    expect(life.at(285, [warning])).toEqual([]);
    expect(life.at(286, [warning])).toEqual(["firing to room: id-gpu-a"]);
  });

  it("let critical alerts pass unless they say otherwise", () => {
    life.change({ quietHours: night, routes: both });
    life.at(0, [a]);
    expect(life.at(1, [a])).toEqual(["firing to room: id-gpu-a"]);
    const strict = new Life();
    strict.change({ quietHours: { ...night, critical: "hold" }, routes: both });
    strict.at(0, [a]);
    expect(strict.at(1, [a])).toEqual([]);
  });
});

describe("routes", () => {
  const told = (routes: readonly object[], alert: Alert) => {
    const one = new Life();
    one.change({ routes });
    one.at(0, [alert]);
    return one.at(1, [alert]).map((line) => line.replace(/:.*/, ""));
  };

  it("choose by severity, service, environment and time", () => {
    const serving = gpuAlert("gpu-a", { labels: { ...a.labels, service: "chat" } });
    const by = (more: object) => told([{ name: "one", notify: ["room"], ...more }], serving);
    expect(by({})).toEqual(["firing to room"]);
    expect(by({ severities: ["warning"] })).toEqual([]);
    expect(by({ services: ["chat"] })).toEqual(["firing to room"]);
    expect(by({ services: ["embed"] })).toEqual([]);
    expect(by({ environments: ["prod"] })).toEqual(["firing to room"]);
    expect(by({ environments: ["dev"] })).toEqual([]);
    expect(by({ during: [{ from: "02:00", to: "03:00", zone: "UTC" }] })).toEqual(["firing to room"]);
    expect(by({ during: [{ from: "09:00", to: "17:00", zone: "UTC" }] })).toEqual([]);
  });

  it("stop at the first that takes an alert, unless it continues", () => {
    const first = { name: "first", notify: ["room"] };
    const second = { name: "second", notify: ["sms"] };
    expect(told([first, second], a)).toEqual(["firing to room"]);
    expect(told([{ ...first, continue: true }, second], a)).toEqual(["firing to room", "firing to sms"]);
  });

  it("leave what an Alertmanager tells to it, also where this console finds it as well", () => {
    const both = gpuAlert("gpu-a", { sources: ["local", "am"] });
    expect(told([{ name: "one", notify: ["room"] }], both)).toEqual([]);
    expect(told([{ name: "one", notify: ["room"], from: "all" }], both)).toEqual(["firing to room"]);
  });

  it("group by labels", () => {
    const one = new Life();
    one.change({ routes: [{ name: "hosts", notify: ["room"], groupBy: ["instance"] }] });
    one.at(0, [a, b]);
    expect(one.at(1, [a, b])).toEqual(["firing to room: id-gpu-a", "firing to room: id-gpu-b"]);
  });

  it("keep an alert that they told of when their time of the day ends", () => {
    const one = new Life();
    const during = [{ from: "02:00", to: "02:20", zone: "UTC" }];
    one.change({ routes: [{ name: "night", notify: ["room"], during }] });
    one.at(0, [a]);
    one.at(1, [a]);
    expect(one.at(30, [a])).toEqual([]);
    expect(one.at(31, [])).toEqual(["resolved to room: id-gpu-a ended"]);
  });
});
