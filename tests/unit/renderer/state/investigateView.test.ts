import { expect, test } from "vitest";
import { formatInvestigateView, parseInvestigateView } from "../../../../renderer/state/investigateView.ts";

test.each([
  "",
  "host=gpu-a01",
  "alert=9f&title=KvCacheFull&expr=x+%7Ba%3D%22b%26c%22%7D&limit=0.95&since=900&for=120000&source=prom&service=chat&host=a&host=b&pod=eu%2Fserving%2Fchat-0&q=level%3Aerror&from=1000&to=2000&picked=1200-1500&line=1300.5-ab12&compare=1d",
  "expr=x&limit=0",
])("%s is read and written back", (search) => {
  expect(formatInvestigateView(parseInvestigateView(search))).toBe(search);
});

test.each([
  ["from=5&to=x", "window"],
  ["from=5&to=4", "window"],
  ["picked=9", "picked"],
  ["picked=9-3", "picked"],
  ["compare=2y", "compare"],
  ["pod=eu/Serving/x", "pod"],
  ["pod=x", "pod"],
  ["limit=much", "limit"],
  ["limit=", "limit"],
] as const)("%s is none", (search, part) => {
  expect(parseInvestigateView(search)[part]).toBeNull();
});
