import { expect, test } from "vitest";
import { matchingAlerts } from "../../../renderer/features/alerts/alertFilter.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import { buildAlert } from "../../builders/alerts.ts";

const hot = (id: string, labels: Labels = {}) =>
  buildAlert({
    id,
    labels: { alertname: "Hot", instance: `host-${id}`, ...labels },
    annotations: { summary: "too hot" },
  });

test.each([
  ["", "abc"],
  ["  ", "abc"],
  ["LOST", "c"],
  ["host-a", "a"],
  ["too hot", "ab"],
  ["hot too", "ab"],
  ["team=gpu", "b"],
  ["team= hot", "b"],
  ["lost hot", ""],
])("the filter %j leaves %j", (text, ids) => {
  const all = [
    hot("a"),
    hot("b", { team: "GPU" }),
    buildAlert({ id: "c", name: "Lost", labels: {}, annotations: { summary: "gone" } }),
  ];
  expect(matchingAlerts(all, text).map(({ id }) => id)).toEqual([...ids]);
});

test("10,000 alerts are put together for the filter once, and are the same list without one", () => {
  let readings = 0;
  const all = Array.from({ length: 10_000 }, (_, index) => {
    const alert = hot(String(index));
    const { labels } = alert;
    return Object.defineProperty(alert, "labels", {
      get: () => {
        readings += 1;
        return labels;
      },
    });
  });
  expect(matchingAlerts(all, " ")).toBe(all);
  expect(readings).toBe(0);
  expect(matchingAlerts(all, "host-99")).toHaveLength(111);
  const once = readings;
  expect(matchingAlerts(all, "host-999")).toHaveLength(11);
  expect(readings).toBe(once);
});
