import { describe, expect, test } from "vitest";
import { parseContainers } from "../../../../shared/domain/host/containers.ts";
import { parseDf } from "../../../../shared/domain/host/df.ts";
import { hostFacts, parseKeyValues } from "../../../../shared/domain/host/facts.ts";
import { parseUnits } from "../../../../shared/domain/host/systemd.ts";

describe("df", () => {
  const header = "Filesystem     1024-blocks      Used Available Capacity Mounted on";
  const read = (...lines: string[]) => parseDf([header, ...lines, ""].join("\n"));

  test("sizes in bytes, by mount", () => {
    expect(
      read(
        "/dev/nvme1n1p1  7501476528 6000000000 1501476528      80% /data",
        "/dev/sda2  98304000 49152000 44113920  53% /",
      ),
    ).toEqual([
      {
        device: "/dev/sda2",
        mount: "/",
        sizeBytes: 98304000 * 1024,
        usedBytes: 49152000 * 1024,
        availableBytes: 44113920 * 1024,
      },
      expect.objectContaining({ device: "/dev/nvme1n1p1", mount: "/data" }),
    ]);
  });

  test.each([
    ["blanks in a mount", "/dev/sdb1 1000 10 990 1% /mnt/my models", "/dev/sdb1", "/mnt/my models"],
    ["blanks in a device", "//nas/my share 1000 10 990 1% /mnt/nas", "//nas/my share", "/mnt/nas"],
    ["a server", "10.0.0.5:/export/models 1000 10 990 1% /models", "10.0.0.5:/export/models", "/models"],
    ["no percentage", "/dev/sdb1 1000 10 990 - /data", "/dev/sdb1", "/data"],
    ["a container's root", "overlay 1000 10 990 1% /", "overlay", "/"],
  ])("%s", (_, line, device, mount) => {
    expect(read(line)).toMatchObject([{ device, mount }]);
  });

  test.each([
    "tmpfs 1000 10 990 1% /run",
    "tmpfs 1000 10 990 1% /dev/shm",
    "/dev/loop3 1000 1000 0 100% /snap/core/1",
    "overlay 1000 10 990 1% /var/lib/docker/overlay2/abc/merged",
    "/dev/sda2 0 0 0 - /empty",
    "df: /mnt/dead: Stale file handle",
    "Dateisystem 1K-Blöcke Benutzt Verfügbar Verw% Eingehängt auf",
    "",
  ])("%j is not shown", (line) => {
    expect(read(line)).toEqual([]);
  });

  test("a device mounted several times is shown once, by its shortest path", () => {
    const twice = read("/dev/sda2 1000 10 990 1% /var/lib/containers/bind", "/dev/sda2 1000 10 990 1% /");
    expect(twice.map((one) => one.mount)).toEqual(["/"]);
  });

  test("more than full, with the reserve of root eaten", () => {
    expect(read("/dev/sda2 1000 1000 -50 100% /")).toMatchObject([{ availableBytes: -50 * 1024 }]);
  });
});

describe("systemctl show", () => {
  const unit = (properties: Readonly<Record<string, string>>) =>
    Object.entries({ LoadState: "loaded", Result: "success", NRestarts: "0", ExecMainCode: "0", ...properties })
      .map(([key, value]) => `${key}=${value}`)
      .join("\n");

  test.each([
    [{ ActiveState: "active", SubState: "running" }, "running", "active (running)"],
    [{ ActiveState: "active", SubState: "exited" }, "running", "active (exited)"],
    [{ ActiveState: "activating", SubState: "start" }, "starting", "activating (start)"],
    [
      { ActiveState: "activating", SubState: "auto-restart", Result: "exit-code" },
      "failed",
      "activating (auto-restart), exit-code",
    ],
    [{ ActiveState: "activating", SubState: "auto-restart" }, "starting", "activating (auto-restart)"],
    [{ ActiveState: "deactivating", SubState: "stop-sigterm" }, "stopping", "deactivating (stop-sigterm)"],
    [{ ActiveState: "inactive", SubState: "dead" }, "stopped", "inactive (dead)"],
    [{ ActiveState: "failed", SubState: "failed", Result: "oom-kill" }, "failed", "failed, oom-kill"],
    [{ ActiveState: "maintenance", SubState: "x" }, "unknown", "maintenance (x)"],
  ])("%j is %s", (properties, state, stateText) => {
    expect(parseUnits(unit({ Id: "vllm.service", ...properties }), null)).toMatchObject([
      { name: "vllm.service", manager: "systemd", state, stateText, image: null },
    ]);
  });

  test("several units: restarts, ages on the host's clock, exit codes only of what ended", () => {
    const text = [
      unit({
        Id: "vllm.service",
        ActiveState: "active",
        SubState: "running",
        NRestarts: "3",
        ExecMainStatus: "0",
        StateChangeTimestampMonotonic: "3600000000",
      }),
      unit({
        Id: "train.service",
        ActiveState: "failed",
        SubState: "failed",
        Result: "exit-code",
        ExecMainCode: "1",
        ExecMainStatus: "137",
        StateChangeTimestampMonotonic: "0",
      }),
      unit({ Id: "gone.service", LoadState: "not-found", ActiveState: "inactive", SubState: "dead" }),
    ].join("\n\n");
    expect(parseUnits(text, 7200.5)).toMatchObject([
      { name: "vllm.service", restarts: 3, ageSeconds: 3600.5, exitCode: null },
      { name: "train.service", restarts: 0, ageSeconds: null, exitCode: 137 },
    ]);
  });

  test.each([
    "",
    "System has not been booted with systemd as init system (PID 1). Can't operate.",
    "Failed to connect to bus",
  ])("%j shows no units", (text) => {
    expect(parseUnits(text, 1)).toEqual([]);
  });
});

describe("containers", () => {
  const id = "ab".repeat(32);
  const nowMs = Date.parse("2026-11-20T10:00:00Z");
  const ps = (fields: Readonly<Record<string, string>> = {}) =>
    JSON.stringify({
      ID: id,
      Names: "chat-llm-70b",
      Image: "vllm:2.18.0",
      State: "running",
      Status: "Up 2 hours",
      ...fields,
    });

  test("docker: a running container with its inspect line", () => {
    const text = `${ps()}\n${id} 4 running 2026-11-20T08:00:00.5Z false\n`;
    expect(parseContainers(text, "docker", nowMs)).toEqual({
      services: [
        {
          name: "chat-llm-70b",
          manager: "docker",
          state: "running",
          stateText: "Up 2 hours",
          exitCode: null,
          restarts: 4,
          ageSeconds: 7200,
          image: "vllm:2.18.0",
          containerId: id,
        },
      ],
      names: new Map([[id, "chat-llm-70b"]]),
    });
  });

  test.each([
    [{ State: "running", Status: "Up 2 hours (healthy)" }, "running", null],
    [{ State: "running", Status: "Up 2 hours (unhealthy)" }, "failed", null],
    [{ State: "exited", Status: "Exited (0) 3 minutes ago" }, "stopped", 0],
    [{ State: "exited", Status: "Exited (143) 3 minutes ago" }, "stopped", 143],
    [{ State: "exited", Status: "Exited (137) 3 minutes ago" }, "failed", 137],
    [{ State: "exited", Status: "Exited (1) 3 minutes ago" }, "failed", 1],
    [{ State: "restarting", Status: "Restarting (1) 5 seconds ago" }, "failed", 1],
    [{ State: "restarting", Status: "Restarting (0) 5 seconds ago" }, "starting", 0],
    [{ State: "created", Status: "Created" }, "stopped", null],
    [{ State: "paused", Status: "Up 2 hours (Paused)" }, "stopped", null],
    [{ State: "removing", Status: "Removal In Progress" }, "stopping", null],
    [{ State: "dead", Status: "Dead" }, "failed", null],
    [{ State: "", Status: "Up 2 hours" }, "running", null],
    [{ State: "quantum", Status: "?" }, "unknown", null],
  ])("%j is %s", (fields, state, exitCode) => {
    expect(parseContainers(ps(fields), "docker", nowMs).services).toMatchObject([{ state, exitCode }]);
  });

  test("killed for memory says so, and is a failure whatever its code", () => {
    const text = `${ps({ State: "exited", Status: "Exited (0) 1 minute ago" })}\n${id} 0 exited 2026-11-20T08:00:00Z true`;
    expect(parseContainers(text, "docker", nowMs).services).toMatchObject([
      { state: "failed", stateText: "Exited (0) 1 minute ago, out of memory", ageSeconds: null },
    ]);
  });

  test("podman: an array over many lines, several kinds of time, a name behind the inspect line", () => {
    const list = JSON.stringify(
      [{ Id: id, Names: ["embed", "alias"], Image: "tei:1", State: "exited", ExitCode: 2, Status: "" }],
      null,
      2,
    );
    const text = `${list}\n${id} 1 exited 2026-11-19 08:00:00.123 +0000 UTC false embed\n`;
    expect(parseContainers(text, "podman", nowMs)).toMatchObject({
      services: [{ name: "embed", manager: "podman", stateText: "Exited (2)", restarts: 1 }],
    });
  });

  test("podman's start in another zone", () => {
    const text = `${ps()}\n${id} 0 running 2026-11-20 09:00:00.5 +0100 CET false\n`;
    expect(parseContainers(text, "podman", nowMs).services).toMatchObject([{ ageSeconds: 7200 }]);
  });

  test("never started: no age", () => {
    const text = `${ps()}\n${id} 0 running 0001-01-01T00:00:00Z false\n`;
    expect(parseContainers(text, "docker", nowMs).services).toMatchObject([{ ageSeconds: null }]);
  });

  test("no name: the short id", () => {
    expect(parseContainers(ps({ Names: "" }), "docker", nowMs).services).toMatchObject([{ name: "abababababab" }]);
  });

  test.each([
    "",
    "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
    "{not json}",
    "[{]",
    '"text"',
    "[]",
  ])("%j is an empty list", (text) => {
    expect(parseContainers(text, "docker", nowMs)).toEqual({ services: [], names: new Map() });
  });
});

describe("facts", () => {
  const nvrm = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22 01:44:30 UTC 2024";

  test("what the probe prints", () => {
    expect(
      hostFacts({
        facts: `ostype=Linux\nosrelease=6.8.0-45-generic\nhostname=gpu-a09\nmachine_id=0a1b\nboot_time=1795200336\nos=Ubuntu 24.04 LTS\nnvrm=${nvrm}\n`,
        tools: "nvidia-smi=/usr/bin/nvidia-smi\ntimeout=/usr/bin/timeout\nsystemctl=/usr/bin/systemctl\n",
        version: "DRIVER version : 550.54.15\nCUDA Version : 12.4\n",
      }),
    ).toEqual({
      hostname: "gpu-a09",
      kernel: "6.8.0-45-generic",
      os: "Ubuntu 24.04 LTS",
      machineId: "0a1b",
      bootTimeMs: 1795200336000,
      driverVersion: "550.54.15",
      cudaVersion: "12.4",
      nvidiaSmiPath: "/usr/bin/nvidia-smi",
      serviceManagers: ["systemd"],
    });
  });

  test("when nvidia-smi does not answer, the loaded module tells the driver", () => {
    expect(hostFacts({ facts: `nvrm=${nvrm}`, tools: "", version: "" }).driverVersion).toBe("550.54.14");
    const open = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.82.07  Release Build  (dvs-builder)";
    expect(hostFacts({ facts: `nvrm=${open}`, tools: "", version: "" }).driverVersion).toBe("580.82.07");
  });

  test("nothing readable: nothing known", () => {
    const nothing = hostFacts({
      facts: "Welcome!\nos=\nboot_time=soon\n",
      tools: "",
      version: "nvidia-smi: not found",
    });
    expect(new Set(Object.values(nothing))).toEqual(new Set([null]));
  });

  test("values keep their own equals signs, and the first of a key counts", () => {
    expect([...parseKeyValues("a=b=c\na=d\n=x\nnothing\n b = c \n")]).toEqual([
      ["a", "b=c"],
      ["b", "c"],
    ]);
  });
});
