import { describe, expect, it } from "vitest";
import { adviceFor } from "../../../electron/services/collect/advice.ts";
import { createPaceKeeper, sectionAfter } from "../../../electron/services/collect/pace.ts";
import { type HostProbe, readProbe } from "../../../electron/services/collect/probe.ts";
import { groupOf } from "../../../electron/services/collect/summarize.ts";

function probeWith(...tools: readonly string[]): HostProbe {
  const text = tools.map((tool) => `${tool}=/usr/bin/${tool}\n`).join("");
  return readProbe([
    { kind: "begin", tick: 0, uptimeSeconds: 1 },
    { kind: "section", section: "tools", status: 0, uptimeSeconds: 1.5, text, bytes: text.length, skippedBytes: 0 },
  ]);
}

const everything = probeWith("nvidia-smi", "df", "systemctl", "docker", "dmesg");
const oneShot = { kind: "oneShot", ticks: 1, why: "" } as const;

describe("how often sections are read", () => {
  it.each([
    ["at 1 s", 1000, { host: 1, gpu: 1, apps: 5, xml: 60, units: 10, containers: 15, kernel: 15, filesystems: 30 }],
    ["at 500 ms", 500, { host: 1, gpu: 1, apps: 10, xml: 120, units: 20, containers: 30, kernel: 30, filesystems: 60 }],
    [
      "at 30 s, each tick at least",
      30_000,
      { host: 1, gpu: 1, apps: 1, xml: 2, units: 1, containers: 1, kernel: 1, filesystems: 1 },
    ],
  ])("%s", (_, intervalMs, expected) => {
    expect(createPaceKeeper().pace(intervalMs, everything, oneShot)).toEqual(expected);
  });

  it.each([
    ["a loop reads the rows elsewhere", { kind: "loop", why: "" }, { apps: 5, xml: 60 }],
    ["none is started while one hangs", { kind: "hung", retryAtMs: 0, why: "" }, {}],
    ["without nvidia-smi", { kind: "none", why: "" }, {}],
  ] as const)("%s", (_, mode, expected) => {
    expect(createPaceKeeper().pace(1000, probeWith("nvidia-smi"), mode)).toEqual({ host: 1, ...expected });
  });

  it("leaves out what the host has no tool for", () => {
    expect(createPaceKeeper().pace(1000, probeWith("journalctl", "podman"), oneShot)).toEqual({
      host: 1,
      kernel: 15,
      containers: 15,
    });
  });

  it.each([
    ["over a quarter of the interval", "apps", 1300, 1000, 10],
    ["holding up more than two ticks", "xml", 2100, 1000, 120],
    ["cheap enough", "xml", 1900, 1000, 60],
  ])("%s: %s at %i ms", (_, section, wallMs, tickMs, ticks) => {
    const paces = createPaceKeeper();
    expect(paces.spent(section, wallMs, tickMs)).toBeNull();
    paces.spent(section, wallMs, tickMs);
    expect(paces.pace(tickMs, everything, oneShot)).toMatchObject({ [section]: ticks });
  });

  it("does not slow a section down without end, nor the host's own readings at all", () => {
    const paces = createPaceKeeper();
    for (let call = 0; call < 100; call++) paces.spent("filesystems", 8000, 1000);
    expect(paces.intervalMs("filesystems", 1000, oneShot)).toBe(480_000);
    for (let call = 0; call < 100; call++) paces.spent("host", 8000, 1000);
    expect(paces.intervalMs("host", 1000, oneShot)).toBe(1000);
  });
});

describe("what is being read after a mark", () => {
  const pace = { host: 1, apps: 5, filesystems: 3 };
  const mark = (section: string) => ({ kind: "section", section, status: 0, uptimeSeconds: 1 }) as const;
  it.each([
    [{ kind: "begin", tick: 0, uptimeSeconds: 1 } as const, 0, "host"],
    [mark("host"), 0, "apps"],
    [mark("cgroup"), 0, "filesystems"],
    [mark("host"), 6, "filesystems"],
    [mark("host"), 7, "apps"],
    [mark("filesystems"), 6, null],
    [{ kind: "end", tick: 0, uptimeSeconds: 1 } as const, 0, null],
  ])("%j in tick %i", (before, tick, expected) => {
    expect(sectionAfter(before, tick, pace)).toBe(expected);
  });
});

describe("advice", () => {
  it.each([
    ["kernel", "dmesg: read kernel buffer failed: Operation not permitted", "adm or systemd-journal"],
    ["kernel", "No journal files were opened due to insufficient permissions.", "adm or systemd-journal"],
    ["containers", "permission denied while trying to connect to the Docker daemon socket", "group docker"],
    [
      "containers",
      "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
      "does not answer",
    ],
    ["units", "System has not been booted with systemd as init system (PID 1). Can't operate.", "does not run systemd"],
    ["probe", "This account is currently not available.", "no shell"],
    ["probe", "'exec' is not recognized as an internal or external command", "Windows"],
    ["stream", "rbash: exec: restricted", "login shell"],
    ["xml", "xml: did not answer within 8 s and was stopped", "too long"],
    ["filesystems", "df: /mnt: Permission denied", "may not read"],
  ])("%s: %s", (section, text, expected) => {
    expect(adviceFor(section, text)).toContain(expected);
  });
});

it("names a host's group", () => {
  expect(["gpu-a09", "gpu-a", "node12", "rack1-gpu-03", "42"].map(groupOf)).toEqual([
    "gpu-a",
    "gpu-a",
    "node",
    "rack1-gpu",
    "42",
  ]);
});
