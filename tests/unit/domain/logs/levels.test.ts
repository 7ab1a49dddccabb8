import { expect, test } from "vitest";
import { detectLevel, foldLevel, levelSpellings } from "../../../../shared/domain/logs/levels.ts";

test.each([
  ["ERROR", "error"],
  ["error", "error"],
  ["Error", "error"],
  ["err", "error"],
  ["3", "error"],
  ["WARNING", "warn"],
  ["W", "warn"],
  ["critical", "fatal"],
  ["notice", "info"],
  ["TRACE", "debug"],
  ["loud", null],
  ["", null],
])("the level field %j is %j", (text, level) => {
  expect(foldLevel(text)).toBe(level);
});

test.each([
  ["INFO 11-25 02:14:22 [metrics.py:455] Avg prompt throughput: 9,214.0 tokens/s", "info"],
  ["2026-11-25 02:14:22,123 WARNING root: slow", "warn"],
  ["2026/11/25 02:14:22 [error] 7#7: *12 upstream timed out", "error"],
  ["warning: deprecated option", "warn"],
  ["E1125 02:14:22.123456 1 reflector.go:147] no route", "error"],
  ["Traceback (most recent call last):", "error"],
  ["torch.OutOfMemoryError: CUDA out of memory.", "error"],
  ["NVRM: Xid (PCI:0000:9b:00): 79, GPU has fallen off the bus.", "error"],
  ['10.0.0.7 - - [25/Nov/2026:02:14:22 +0000] "POST /v1/chat HTTP/1.1" 504 12', "error"],
  ['10.0.0.7 - - "GET /health HTTP/1.1" 200', "info"],
  ["Memory cgroup out of memory: Killed process 71 (VLLM::EngineCor) total-vm:1kB", "error"],
  ["Out of memory: Killed process 71 (python3)", "error"],
  ["the error rate went down", "unknown"],
  ["Information desk opened", "unknown"],
])("%j tells %s", (text, level) => {
  expect(detectLevel(text)).toBe(level);
});

test("spellings of a level fold back to it", () => {
  const spellings = levelSpellings(["error"]);
  expect(spellings).toEqual(expect.arrayContaining(["error", "ERROR", "Error", "err", "3"]));
  expect(spellings.map(foldLevel)).toEqual(spellings.map(() => "error"));
});
