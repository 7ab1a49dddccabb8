import { expect, it } from "vitest";
import type { AlertChange } from "../../../../electron/services/alerts/types.ts";
import { followAlerts } from "../../../../electron/services/diagnosis/followAlerts.ts";
import type { DiagnosisSubject } from "../../../../electron/services/diagnosis/types.ts";
import { silentLog } from "../../../../electron/services/log.ts";
import { Emitter } from "../../../../shared/base/emitter.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import { buildAlert } from "../../../builders/alerts.ts";
import { ManualClock } from "../../../doubles/manualClock.ts";

function follow() {
  const clock = new ManualClock();
  const alerts = new Map<string, Alert>();
  const changed = new Emitter<AlertChange>();
  const asked: DiagnosisSubject[] = [];
  let told = 0;
  const following = followAlerts({
    clock,
    log: silentLog,
    alerts: { alerts, onChange: changed.event },
    services: { states: [] },
    run: async (subject) => {
      asked.push(subject);
      const { service, hosts, sinceMs } = subject;
      const about = { service, hosts: [...hosts], atMs: clock.nowMs(), sinceMs: sinceMs ?? clock.nowMs() };
      return { ...about, candidates: [], lookedFor: 1, next: null, tookMs: 1, problems: [] };
    },
    onFound: () => {
      told += 1;
    },
  });
  const fire = (...firing: readonly Alert[]) => {
    alerts.clear();
    for (const one of firing) alerts.set(one.id, one);
    changed.fire({ changed: firing, gone: [] });
  };
  return { clock, asked, following, fire, told: () => told };
}

const at = (clock: ManualClock, id: string, host: string, over: Partial<Alert> = {}) =>
  buildAlert({ id, labels: { instance: host }, sinceMs: clock.nowMs(), ...over });

it("judges what fires, the worst first; what is about the same host is judged once", async () => {
  const { clock, asked, following, fire } = follow();
  fire(
    at(clock, "warn", "gpu-b01", { severity: "warning" }),
    at(clock, "one", "gpu-a01"),
    at(clock, "two", "gpu-a01"),
    at(clock, "pending", "gpu-c01", { state: "pending" }),
    at(clock, "info", "gpu-d01", { severity: "info" }),
  );
  await clock.advance(2000);
  expect(asked.map(({ hosts }) => hosts)).toEqual([["gpu-a01"], ["gpu-b01"]]);
  expect([...following.found.keys()].sort()).toEqual(["one", "two", "warn"]);
  following.dispose();
  expect(clock.pendingTimers).toBe(0);
});

it("judges again, soon at first and seldom later, and forgets what has ended", async () => {
  const { clock, asked, following, fire, told } = follow();
  const alert = at(clock, "one", "gpu-a01");
  fire(alert);
  await clock.advance(65_000);
  expect(asked.length).toBe(3);
  await clock.advance(3_600_000);
  const early = asked.length;
  await clock.advance(3_600_000);
  expect(asked.length - early).toBeLessThanOrEqual(6);
  const before = told();
  fire();
  expect(following.found.size).toBe(0);
  expect(told()).toBe(before + 1);
  following.dispose();
});
