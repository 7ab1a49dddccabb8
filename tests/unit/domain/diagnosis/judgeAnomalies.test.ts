import { expect, test } from "vitest";
import type { Finding } from "../../../../shared/domain/anomaly/finding.ts";
import { judgeAnomalies, type KnownAnomalies } from "../../../../shared/domain/diagnosis/judgeAnomalies.ts";

const atMs = 1_000_000;
const signal = (title: string, value: number | null): Finding["signals"][number] => ({
  ...{ title, value, low: 1, high: 2, unit: "none", sinceMs: 900_000 },
  detectors: value === null ? ["silence"] : ["robustZ", "trend"],
});
const finding = (kind: "host" | "service", name: string, ...signals: Finding["signals"][number][]): Finding => ({
  ...{ id: name, subject: { kind, name }, sinceMs: 900_000, lastMs: atMs },
  signals,
});
const anomalies: KnownAnomalies = {
  atMs,
  findings: [
    finding("service", "chat", signal("Requests", 3), signal("p99", null)),
    finding("host", "gpu-a01", signal("GPU 2 memory", 0.5)),
  ],
  known: [
    { subject: { kind: "service", name: "chat" }, title: "p95" },
    { subject: { kind: "host", name: "gpu-a02" }, title: "GPU 2 memory" },
  ],
};
const chat = { host: null, hosts: ["gpu-a01"], service: "chat" };
const at = (host: string) => ({ ...chat, host });

test.each([
  ["of the service", { series: "^Requests$" }, chat, "holds"],
  ["above what was expected", { series: "^Requests$", is: "above" }, chat, "holds"],
  ["of one of its hosts", { series: "memory", is: "below" }, chat, "holds"],
  ["of the host", { series: "^GPU \\d+ memory$", detectors: ["trend"] }, at("gpu-a01"), "holds"],
  ["on the other side", { series: "memory", is: "above" }, at("gpu-a01"), "unknown"],
  ["silent, on neither side", { series: "^p99$", is: "above" }, chat, "unknown"],
  ["by another detector", { series: "^Requests$", detectors: ["spread"] }, chat, "unknown"],
  ["of another host", { series: "memory" }, at("gpu-a02"), "absent"],
  ["known and as expected", { series: "^p95$" }, chat, "absent"],
  ["not known for long enough", { series: "^p50$" }, chat, "unknown"],
] as const)("%s", (_name, asked, place, state) => {
  const { detectors, ...rest } = { detectors: undefined, ...asked };
  const symptom = detectors === undefined ? rest : { ...rest, detectors: [...detectors] };
  expect(judgeAnomalies(symptom, anomalies, place, atMs + 20_000)).toMatchObject({ state });
});

test("tells what was expected and since when", () => {
  expect(judgeAnomalies({ series: "^Requests$" }, anomalies, chat, atMs)).toEqual({
    state: "holds",
    text: "Requests 3, expected 1 to 2 (robust z, trend)",
    sinceMs: 900_000,
  });
});

test("nobody knows of another time, or before the first look", () => {
  expect(judgeAnomalies({ series: "^Requests$" }, anomalies, chat, atMs - 3_600_000).state).toBe("unknown");
  expect(judgeAnomalies({ series: "^p95$" }, { ...anomalies, atMs: null }, chat, atMs).state).toBe("unknown");
});
