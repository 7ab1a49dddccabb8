import { expect, test } from "vitest";
import { type AlertsView, parseAlertsView, watchRoute } from "../../../renderer/features/alerts/alertsView.ts";

const plain: AlertsView = { tab: "firing", grouped: true, open: new Set(), text: "" };

test.each<readonly [string, AlertsView]>([
  ["", plain],
  ["tab=silenced", { ...plain, tab: "silenced" }],
  ["list=1", { ...plain, grouped: false }],
  ["q=severity%3Dcritical+a%26b", { ...plain, text: "severity=critical a&b" }],
  ["open=GpuHot&open=TargetDown", { ...plain, open: new Set(["GpuHot", "TargetDown"]) }],
])("%j and what Watch shows say the same", (query, view) => {
  expect(parseAlertsView(query)).toEqual(view);
  expect(watchRoute(view)).toEqual({ page: "watch", query });
});

test("an unknown tab is that of what fires", () => {
  expect(parseAlertsView("tab=gone&q=a")).toEqual({ ...plain, text: "a" });
});
