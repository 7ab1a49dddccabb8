import { describe, expect, it } from "vitest";
import { adviceFor } from "../../../electron/services/collect/advice.ts";
import { createPaceKeeper } from "../../../electron/services/collect/pace.ts";
import { type HostProbe, readProbe } from "../../../electron/services/collect/probe.ts";
import { groupOf } from "../../../electron/services/collect/summarize.ts";

function probeWith(...tools: readonly string[]): HostProbe {
  const text = tools.map((tool) => `${tool}=/usr/bin/${tool}\n`).join("");
  return readProbe([
    { kind: "begin", tick: 0, uptimeSeconds: 1 },
    {
      kind: "section",
      section: "tools",
      status: 0,
      uptimeSeconds: 1.5,
      startedSeconds: 1,
      text,
      bytes: text.length,
      skippedBytes: 0,
    },
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

  const took = (wallMs: number) => ({ wallMs, stopped: false });

  it.each([
    ["over a quarter of the interval", "apps", 1300, 1000, 10],
    ["cheap enough: it holds up nobody else", "xml", 14_000, 1000, 60],
  ])("%s: %s at %i ms", (_, section, wallMs, tickMs, ticks) => {
    const paces = createPaceKeeper();
    expect(paces.spent(section, took(wallMs), tickMs)).toBeNull();
    paces.spent(section, took(wallMs), tickMs);
    expect(paces.pace(tickMs, everything, oneShot)).toMatchObject({ [section]: ticks });
  });

  it("does not slow a section down without end, nor the host's own readings at all", () => {
    const paces = createPaceKeeper();
    for (let call = 0; call < 100; call++) paces.spent("filesystems", took(200_000), 1000);
    expect(paces.intervalMs("filesystems", 1000, oneShot)).toBe(480_000);
    for (let call = 0; call < 100; call++) paces.spent("host", took(8000), 1000);
    expect(paces.intervalMs("host", 1000, oneShot)).toBe(1000);
  });

  it("reads what had to be stopped as seldom as can be, at once", () => {
    const paces = createPaceKeeper();
    expect(paces.spent("apps", { wallMs: 8000, stopped: true }, 1000)).toContain("every 80 s");
    expect(paces.spent("apps", { wallMs: 8000, stopped: true }, 1000)).toBeNull();
  });

  it("takes the pace up again, step by step, once readings have been cheap for a while", () => {
    const paces = createPaceKeeper();
    paces.spent("apps", { wallMs: 8000, stopped: true }, 1000);
    const told = Array.from({ length: 30 }, () => paces.spent("apps", took(40), 1000)).filter((text) => text !== null);
    expect(told.map((text) => /every \d+ s/.exec(text)?.[0])).toEqual([
      "every 40 s",
      "every 20 s",
      "every 10 s",
      "every 5 s",
    ]);
  });

  it("does not go to and fro around what is just too much", () => {
    const paces = createPaceKeeper();
    const told = Array.from({ length: 200 }, () => paces.spent("apps", took(1300), 1000)).filter(
      (text) => text !== null,
    );
    expect(told).toHaveLength(1);
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
