import { describe, expect, it } from "vitest";
import { changeIncident, timesProblem } from "../../../../shared/domain/incident/change.ts";
import { beganMs, buildIncident } from "../../../builders/incidents.ts";

const nowMs = beganMs + 40 * 60_000;

describe("a change of an incident", () => {
  it("keeps what each field said before, and nothing of those that stay", () => {
    const { after, edits } = changeIncident(
      buildIncident(),
      { title: "p99 of chat", severity: "critical", services: ["chat", "embed"] },
      nowMs,
    );
    expect(after).toMatchObject({ title: "p99 of chat", services: ["chat", "embed"], status: "open" });
    expect(edits).toEqual([
      { what: "title", before: "p99 of chat is high", after: "p99 of chat" },
      { what: "services", before: "chat", after: "chat, embed" },
    ]);
  });

  it.each([
    ["mitigated", { mitigatedMs: nowMs, resolvedMs: null, closedMs: null }],
    ["resolved", { mitigatedMs: nowMs, resolvedMs: nowMs, closedMs: null }],
    ["closed", { mitigatedMs: nowMs, resolvedMs: nowMs, closedMs: nowMs }],
  ] as const)("to %s dates what that means", (status, times) => {
    expect(changeIncident(buildIncident(), { status }, nowMs).after).toMatchObject({ status, ...times });
  });

  it("to a status keeps a time that was told before, and takes one that is told with it", () => {
    const mitigated = buildIncident({ status: "mitigated", mitigatedMs: beganMs + 5 });
    expect(changeIncident(mitigated, { status: "closed" }, nowMs).after).toMatchObject({
      mitigatedMs: beganMs + 5,
      resolvedMs: nowMs,
    });
    expect(changeIncident(mitigated, { status: "resolved", resolvedMs: beganMs + 9 }, nowMs).after.resolvedMs).toBe(
      beganMs + 9,
    );
  });

  it("back to open forgets that it was over", () => {
    const closed = buildIncident({ status: "closed", mitigatedMs: nowMs, resolvedMs: nowMs, closedMs: nowMs });
    expect(changeIncident(closed, { status: "open" }, nowMs).after).toMatchObject({
      mitigatedMs: null,
      resolvedMs: null,
      closedMs: null,
    });
  });
});

describe("the times of an incident", () => {
  it.each([
    [{}, null],
    [{ detectedMs: beganMs - 1 }, "detected before it began"],
    [{ status: "mitigated", mitigatedMs: beganMs - 1 }, "mitigated before it began"],
    [{ status: "resolved", mitigatedMs: beganMs + 9, resolvedMs: beganMs + 8 }, "resolved before it was mitigated"],
    [{ status: "open", mitigatedMs: beganMs + 9 }, "is open and has a time of mitigation"],
    [{ status: "closed", mitigatedMs: beganMs + 9 }, "is closed and has no time"],
  ] as const)("%j: %s", (over, problem) => {
    const found = timesProblem(buildIncident(over));
    if (problem === null) expect(found).toBeNull();
    else expect(found).toContain(problem);
  });
});
