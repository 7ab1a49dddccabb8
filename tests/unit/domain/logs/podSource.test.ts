import { expect, test } from "vitest";
import { readPodLogLine } from "../../../../electron/services/logs/pods/podLogLine.ts";
import { formatPodSource, parsePodSource } from "../../../../shared/domain/logs/podSource.ts";

test.each([
  ["pod:eu/serving/web-1", { cluster: "eu", namespace: "serving", pods: { name: "web-1" } }],
  [
    "pods:eu/serving/app=web,tier in (a,b)",
    { cluster: "eu", namespace: "serving", pods: { selector: "app=web,tier in (a,b)" } },
  ],
  [
    "pods:eu/serving/example.com/app=web",
    { cluster: "eu", namespace: "serving", pods: { selector: "example.com/app=web" } },
  ],
  ["workload:eu/serving/deployment/web", { cluster: "eu", namespace: "serving", pods: { workload: "deployment/web" } }],
])("%s names pods, and is written so", (text, source) => {
  expect(parsePodSource(text)).toEqual(source);
  expect(formatPodSource(source)).toBe(text);
});

test.each([
  "hosts",
  "loki-eu",
  "pod:eu",
  "pod:eu/serving",
  "pod:eu/serving/",
  "pod:eu/../web",
  "node:eu/serving/web",
  "workload:eu/serving/job/web",
  "workload:eu/serving/deployment/a/b",
])("%s is another source", (text) => expect(parsePodSource(text)).toBeNull());

test.each([
  ["2026-11-20T12:00:00.123456789Z hello", Date.UTC(2026, 10, 20, 12, 0, 0) + 123.456789, "hello"],
  ["2026-11-20T12:00:00Z  two spaces", Date.UTC(2026, 10, 20, 12, 0, 0), " two spaces"],
  ["2026-11-20T12:00:00.000000001Z", Date.UTC(2026, 10, 20, 12, 0, 0) + 1e-6, ""],
])("the line %j", (line, timeMs, text) => {
  const read = readPodLogLine(line);
  expect(read?.timeMs).toBeCloseTo(timeMs, 3);
  expect(read?.text).toBe(text);
});

test("a kubelet's own words are no line of the container", () => {
  expect(readPodLogLine('failed to try resolving symlinks in path "/var/log/pods"')).toBeNull();
});
