import { expect, test } from "vitest";
import type { FleetEvent } from "../../../../renderer/state/eventsStore.ts";
import { isAbout } from "../../../../renderer/state/useEventsOf.ts";

const silence: FleetEvent = {
  ...{ id: 1, atMs: 0, kind: "silence", severity: "info", title: "Silenced", origin: "ana" },
  ...{ text: 'alertname="GpuHot" for 2h: moves', host: null, gpuIndex: null, service: null },
  ...{ target: null, workload: null, alert: null, run: null },
};
const of = (service: string | null) => ({ hosts: new Set(["gpu-a01"]), service });

test("a silence of no place is shown where all services are, and is about none of them", () => {
  expect(isAbout(silence, of("any"))).toBe(true);
  expect(isAbout(silence, of("chat"))).toBe(false);
  expect(isAbout(silence, of(null))).toBe(false);
});

test("a silence of a place is shown there alone, a rule that changed everywhere", () => {
  expect(isAbout({ ...silence, host: "gpu-a01" }, of(null))).toBe(true);
  expect(isAbout({ ...silence, host: "gpu-a02" }, of(null))).toBe(false);
  expect(isAbout({ ...silence, service: "chat" }, of("chat"))).toBe(true);
  expect(isAbout({ ...silence, kind: "rules" }, of(null))).toBe(true);
});
