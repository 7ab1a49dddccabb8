import { expect, it } from "vitest";
import { isToldIn } from "../../../../shared/domain/incident/scope.ts";
import { beganMs, buildEvent, buildIncident } from "../../../builders/incidents.ts";

const nowhere = { service: null, host: null, alert: null } as const;

it.each([
  ["its alert", {}, true],
  ["its service", { ...nowhere, kind: "deploy", service: "chat" }, true],
  ["one of its hosts", { ...nowhere, kind: "kernel", host: "gpu-a02" }, true],
  ["another host", { ...nowhere, kind: "kernel", host: "gpu-b01" }, false],
  ["another service", { ...nowhere, kind: "deploy", service: "embed" }, false],
  ["a silence, which is of the whole fleet", { ...nowhere, kind: "silence" }, true],
  ["an alert that names no place", { ...nowhere, alert: "other" }, false],
  ["a run, which comes as a whole", { kind: "runbook", run: "00112233445566aa" }, false],
  ["a deploy of half an hour before", { kind: "deploy", atMs: beganMs - 30 * 60_000 }, true],
  ["a deploy of long before", { kind: "deploy", atMs: beganMs - 31 * 60_000 }, false],
] as const)("%s: %j %s", (_, over, isTold) => {
  expect(isToldIn(buildIncident(), buildEvent(over))).toBe(isTold);
});

it("nothing that happens after it was closed belongs to it", () => {
  const closed = buildIncident({ status: "closed", closedMs: beganMs + 10 });
  expect(isToldIn(closed, buildEvent({ atMs: beganMs + 10 }))).toBe(true);
  expect(isToldIn(closed, buildEvent({ atMs: beganMs + 11 }))).toBe(false);
});
