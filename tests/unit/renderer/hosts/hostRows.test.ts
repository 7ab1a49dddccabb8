import { describe, expect, it } from "vitest";
import { hostRow, rowsOf } from "../../../../renderer/features/hosts/hostRows.ts";
import { hostGroup, hostStatus } from "../../../../renderer/features/hosts/hostStatus.ts";
import type { Connection, HostSummary } from "../../../../shared/domain/host/state.ts";
import { buildFinding, buildSummary } from "../../../builders/hosts.ts";

const error = { code: "SSH_TIMEOUT", message: "timed out", atMs: 0 } as const;
const stopped = (kind: "byUser" | "authFailed"): Connection => ({
  kind: "stopped",
  reason: kind === "byUser" ? { kind } : { kind, error },
});
const rows = (hosts: readonly HostSummary[], nowMs = 1000) => rowsOf(hosts, nowMs, new Map());

describe("hostStatus", () => {
  it.each<[string, Partial<HostSummary>, string, string]>([
    ["healthy", {}, "Healthy", "healthy"],
    ["stale", { stale: true }, "Stale", "attention"],
    ["nothing read yet", { lastSampleAtMs: null }, "Reading", "other"],
    [
      "worst finding",
      { findings: [buildFinding({ severity: "warning", title: "Throttled" }), buildFinding()] },
      "GPU lost",
      "attention",
    ],
    ["only information", { findings: [buildFinding({ severity: "info" })] }, "Healthy", "healthy"],
    ["unreachable", { connection: { kind: "waiting", attempt: 3, retryAtMs: 0, error } }, "Unreachable", "unreachable"],
    [
      "unreachable, being tried again",
      {
        connection: { kind: "connecting", attempt: 3, sinceMs: 0 },
        findings: [buildFinding({ kind: "hostUnreachable", title: "Host is unreachable" })],
      },
      "Unreachable",
      "unreachable",
    ],
    ["connecting", { connection: { kind: "connecting", attempt: 1, sinceMs: 0 } }, "Connecting", "other"],
    ["rejected", { connection: stopped("authFailed") }, "Login failed", "attention"],
    ["stopped by the user", { connection: stopped("byUser") }, "Disconnected", "other"],
  ])("%s", (_name, fields, word, group) => {
    const host = buildSummary(fields);
    expect([hostStatus(host).word, hostGroup(host)]).toEqual([word, group]);
  });
});

describe("the rows of the Hosts table", () => {
  const hosts = [
    buildSummary({ name: "gpu-a10", gpuUtilizationRatio: 0.9 }),
    buildSummary({ name: "gpu-a9", gpuUtilizationRatio: null, connection: stopped("byUser") }),
    buildSummary({ name: "gpu-a1", gpuUtilizationRatio: 0 }),
  ];
  const order = (column: string, direction: "ascending" | "descending") =>
    hostRow.sort(rows(hosts), { column, direction }).map(({ host }) => host.name);

  it("sorts names as people count, and a missing value last in both directions", () => {
    expect(order("host", "ascending")).toEqual(["gpu-a1", "gpu-a9", "gpu-a10"]);
    expect(order("utilization", "ascending")).toEqual(["gpu-a1", "gpu-a10", "gpu-a9"]);
    expect(order("utilization", "descending")).toEqual(["gpu-a10", "gpu-a1", "gpu-a9"]);
  });

  it.each([
    ["", "all", 3],
    ["A10", "all", 1],
    ["h100 gpu-a", "all", 3],
    ["h100 nothing", "all", 0],
    ["disconnected", "all", 1],
    ["", "healthy", 2],
  ] as const)("filters by %j among %s", (text, filter, count) => {
    expect(rows(hosts).filter((row) => hostRow.matches(row, text, filter))).toHaveLength(count);
  });

  it("keeps a row's object until its host or its shown age changes", () => {
    const cache = new Map();
    const [host = buildSummary()] = hosts;
    const first = rowsOf([host], 2000, cache);
    expect(rowsOf([host], 3000, cache)[0]).toBe(first[0]);
    expect(rowsOf([{ ...host }], 3000, cache)[0]).not.toBe(first[0]);
    expect(rowsOf([host], 61_000, cache)[0]?.age).toBe("1m");
    rowsOf([], 61_000, cache);
    expect(cache.size).toBe(0);
  });
});
