import { describe, expect, it } from "vitest";
import { releaseOf } from "../../../../shared/domain/events/imageVersion.ts";
import { type KnownWorkloads, workloadEvents } from "../../../../shared/domain/events/workloadEvents.ts";
import type { Service } from "../../../../shared/domain/host/model.ts";

const nowMs = 1_000_000_000;
const container = (over: Partial<Service> = {}): Service => ({
  name: "chat-0",
  manager: "docker",
  state: "running",
  stateText: "Up 4 hours",
  exitCode: null,
  restarts: 0,
  ageSeconds: 3600,
  image: "registry:5000/llm/chat:v1",
  containerId: "ab".repeat(32),
  ...over,
});
const nowhere = () => new Set<string>();

/** What is told of the second reading, ten seconds after the first. */
function told(
  first: readonly Service[] | null,
  second: readonly Service[],
  elsewhere: (product: string) => ReadonlySet<string> = nowhere,
) {
  const at = (services: readonly Service[], before: KnownWorkloads | null, atMs: number) => {
    const kind = services.some(({ manager }) => manager === "systemd") ? "units" : "containers";
    return workloadEvents({ host: "gpu-a01", before, list: { kind, services, atMs }, elsewhere });
  };
  const before = first && at(first, null, nowMs).known;
  return at(second, before, nowMs + 10_000).events.map(({ title, text }) => `${title}: ${text}`);
}
const later = (over: Partial<Service> = {}) => container({ ageSeconds: 3610, ...over });

describe("workloads of a host", () => {
  it.each<[string, readonly Service[] | null, readonly Service[], readonly string[]]>([
    ["that were not known before", null, [container()], []],
    ["that go on, and were read late", [container()], [later({ ageSeconds: 3590 })], []],
    [
      "that were started again by their manager, soon after their start",
      [container({ ageSeconds: 40 })],
      [later({ ageSeconds: 3, restarts: 1 })],
      ["Container restarted: gpu-a01 chat-0, it had ended by itself (1 so far)"],
    ],
    ["that started again", [container()], [later({ ageSeconds: 3 })], ["Container restarted: gpu-a01 chat-0"]],
    [
      "that were killed",
      [container()],
      [
        later({
          state: "failed",
          stateText: "Exited (137) 2 seconds ago, out of memory",
          exitCode: 137,
          ageSeconds: null,
        }),
      ],
      ["Container failed: gpu-a01 chat-0: Exited (137), out of memory"],
    ],
    [
      "that were stopped",
      [container()],
      [later({ state: "stopped", stateText: "Exited (0) About a minute ago", ageSeconds: null })],
      ["Container stopped: gpu-a01 chat-0: Exited (0)"],
    ],
    [
      "of another release, whose start is told once",
      [container()],
      [later({ image: "registry:5000/llm/chat:v2", ageSeconds: 4 })],
      ["Deploy started: chat v1 → v2", "Deploy complete: chat v2, nothing runs v1 any more"],
    ],
    [
      "of which one has changed its release",
      [container(), container({ name: "chat-1" })],
      [later({ image: "registry:5000/llm/chat:v2", ageSeconds: 4 }), later({ name: "chat-1" })],
      ["Deploy started: chat v1 → v2"],
    ],
  ])("%s", (_, first, second, expected) => {
    expect(told(first, second)).toEqual(expected);
  });

  it("are known by kind: a list of units says nothing of containers", () => {
    const units = [{ ...container(), name: "dcgm", manager: "systemd", image: null } as const];
    const read = (kind: "units" | "containers", services: readonly Service[], before: KnownWorkloads | null) =>
      workloadEvents({
        host: "gpu-a01",
        before,
        list: { kind, services, atMs: nowMs },
        elsewhere: () => new Set(["v0"]),
      });
    const first = read("units", units, null);
    const second = read("containers", [container()], first.known);
    const third = read("units", units, second.known);
    expect([first, second, third].flatMap(({ events }) => events)).toEqual([]);
    expect(Object.keys(third.known).sort()).toEqual(["chat-0", "dcgm"]);
    expect(read("containers", [], third.known).known).toEqual(first.known);
  });

  it("begin no deploy with a version that runs elsewhere, and end none while it does", () => {
    const next = [later({ image: "registry:5000/llm/chat:v2", ageSeconds: 4 })];
    expect(told([container()], next, () => new Set(["v2"]))).toEqual([
      "Deploy complete: chat v2, nothing runs v1 any more",
    ]);
    expect(told([container()], next, () => new Set(["v1"]))).toEqual(["Deploy started: chat v1 → v2"]);
  });

  it("date a release that does not run yet by when it was listed, not by the start of what it replaces", () => {
    const before = [container()];
    const created = [
      later({ image: "registry:5000/llm/chat:v2", state: "stopped", stateText: "Created", ageSeconds: null }),
    ];
    const list = (services: readonly Service[], atMs: number) => ({ kind: "containers", services, atMs }) as const;
    const about = { host: "gpu-a01", elsewhere: nowhere };
    const first = workloadEvents({ ...about, before: null, list: list(before, nowMs) });
    const second = workloadEvents({ ...about, before: first.known, list: list(created, nowMs + 10_000) });
    expect(second.events.find(({ title }) => title === "Deploy started")?.atMs).toBe(nowMs + 10_000);
  });
});

it.each([
  ["vllm/vllm-openai:v0.8.5", "vllm-openai", "v0.8.5"],
  ["registry:5000/llm/chat", "chat", "latest"],
  ["chat@sha256:0123456789abcdef00", "chat", "sha256:0123456789ab"],
  ["chat:v2@sha256:0123456789abcdef00", "chat", "v2"],
])("%s is %s in %s", (image, product, version) => {
  expect(releaseOf(image)).toEqual({ product, version });
});

it("an image without a name is no release", () => {
  expect(releaseOf("sha256:0123456789abcdef")).toBeNull();
});
