import { expect, it } from "vitest";
import { mostAlike, signOf } from "../../../../shared/domain/incident/seenBefore.ts";
import { buildEvent } from "../../../builders/incidents.ts";

const current = { id: 9, startedMs: 900, services: ["chat"], signs: ["alert LatencyP99High", "kernel OOM killed"] };
const past = (id: number, signs: readonly string[], services: readonly string[] = []) => ({
  id,
  startedMs: id,
  services,
  signs,
});

it("finds those that share most, most telling signs first", () => {
  expect(
    mostAlike(current, [
      past(1, ["kernel OOM killed"], ["chat"]),
      past(2, ["kernel OOM killed", "alert LatencyP99High"], ["chat"]),
      past(3, ["alert LatencyP99High"], ["embed"]),
      past(9, ["alert LatencyP99High"], ["chat"]),
    ]),
  ).toEqual([
    { id: 2, common: ["alert LatencyP99High", "kernel OOM killed", "service chat"] },
    { id: 1, common: ["kernel OOM killed", "service chat"] },
    { id: 3, common: ["alert LatencyP99High"] },
  ]);
});

it("takes a service alone, or nothing in common, for no likeness; the newer of equal ones comes first", () => {
  expect(mostAlike(current, [past(1, [], ["chat"]), past(2, ["alert Other"])])).toEqual([]);
  const equal = [past(3, ["alert LatencyP99High"]), past(4, ["alert LatencyP99High"])];
  expect(mostAlike(current, equal).map(({ id }) => id)).toEqual([4, 3]);
});

it.each([
  [{}, "alert LatencyP99High"],
  [{ severity: "info", title: "LatencyP99High resolved" }, null],
  [{ kind: "kernel", severity: "warning", title: "OOM killed" }, "kernel OOM killed"],
  [{ kind: "deploy", severity: "info" }, null],
  [{ kind: "silence", severity: "info" }, null],
] as const)("the sign of %j is %s", (over, sign) => {
  expect(signOf({ kind: "event", event: buildEvent(over) })).toBe(sign);
});

it.each([
  [0.91, "fault KV cache saturation"],
  [0.3, null],
] as const)("a diagnosis of likelihood %s has the sign %s", (confidence, sign) => {
  const candidate = {
    pattern: "kv-cache",
    name: "KV cache saturation",
    cause: "",
    host: null,
    confidence,
    symptoms: [],
  };
  expect(signOf({ kind: "diagnosis", atMs: 0, candidates: [candidate] })).toBe(sign);
});
