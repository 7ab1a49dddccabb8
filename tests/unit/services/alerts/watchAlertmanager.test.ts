import { expect, test } from "vitest";
import type { AlertmanagerApi } from "../../../../electron/services/alerts/alertmanager/createAlertmanagerApi.ts";
import { watchAlertmanager } from "../../../../electron/services/alerts/alertmanager/watchAlertmanager.ts";
import { ManualClock } from "../../../doubles/manualClock.ts";

const hot = JSON.stringify({
  fingerprint: "a",
  labels: { alertname: "Hot" },
  annotations: {},
  startsAt: "2026-11-19T02:00:00Z",
  endsAt: "2026-11-19T02:04:00Z",
  updatedAt: "2026-11-19T02:00:00Z",
  status: { state: "active", silencedBy: [], inhibitedBy: [] },
});

/** A server that tells of one alert; its silences are what the test says. */
function watching(silences: AlertmanagerApi["silences"]) {
  const unused = () => Promise.reject(new Error("not asked here"));
  const api: AlertmanagerApi = {
    async alerts(into) {
      into.clear();
      into.append(Buffer.from(`[${hot}]`));
    },
    silences,
    ...{ status: unused, silence: unused, saveSilence: unused, expireSilence: unused, dispose() {} },
  };
  const told: (readonly string[])[] = [];
  const clock = new ManualClock();
  const watch = watchAlertmanager("am", api, clock, (_, others) => void told.push([...others]));
  return { watch, told, clock };
}

test("alerts are told where silences failed, which is said", async () => {
  const { watch, told, clock } = watching(() => Promise.reject(new Error("no silences")));
  await clock.advance(0);
  expect(told).toEqual([["a"]]);
  expect(watch.state).toMatchObject({ problem: "no silences", readAtMs: null });
  expect([...watch.state.alerts.keys()]).toEqual(["a"]);
  watch.dispose();
});

test("nothing is read once nobody is told of it any more", async () => {
  let answer: () => void = () => {};
  const { watch, told, clock } = watching(() => new Promise((resolve) => (answer = () => resolve([]))));
  await clock.advance(0);
  watch.dispose();
  answer();
  await clock.advance(0);
  expect(told).toEqual([]);
  expect(watch.state.alerts.size).toBe(0);
});
