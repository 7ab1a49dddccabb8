import { describe, expect, it } from "vitest";
import { createHostShell } from "../../../electron/demo/hostShell.ts";
import { createFleet, type HostSpec, type HostTrouble } from "../../../electron/demo/simulation/fleet.ts";
import { gpuIdentity } from "../../../electron/demo/simulation/gpuState.ts";
import { createFrameReader, type Frame } from "../../../electron/services/collect/frameReader.ts";
import { collectCommand } from "../../../electron/services/collect/script/collect.ts";
import { gpuLoopCommand } from "../../../electron/services/collect/script/gpuLoop.ts";
import { probeCommand } from "../../../electron/services/collect/script/probe.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { CollectPlan, Pace, Section } from "../../../shared/domain/collect/protocol.ts";
import { parseGpuCsv } from "../../../shared/domain/gpu/csv.ts";
import { chooseGpuFields, leanGpuFields, parseFieldHelp } from "../../../shared/domain/gpu/fields.ts";
import type { MissingReason } from "../../../shared/domain/gpu/model.ts";
import { joinProcesses, parseCgroups, parseComputeApps, parsePs } from "../../../shared/domain/gpu/processes.ts";
import { parseList, parseVersion } from "../../../shared/domain/gpu/version.ts";
import { parseKernelLine } from "../../../shared/domain/gpu/xid.ts";
import { parseGpuXml } from "../../../shared/domain/gpu/xml.ts";
import { parseContainers } from "../../../shared/domain/host/containers.ts";
import { parseDf } from "../../../shared/domain/host/df.ts";
import { hostFacts } from "../../../shared/domain/host/facts.ts";
import { parseProcFiles } from "../../../shared/domain/host/procfs.ts";
import { parseUnits } from "../../../shared/domain/host/systemd.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const fleet = createFleet(16, 4);
const hostIn = (trouble: HostTrouble): HostSpec => {
  const found = fleet.find((host) => host.trouble === trouble);
  if (!found) throw new Error(`no host is ${trouble}`);
  return found;
};

const everyTick: Pace = {
  host: 1,
  gpu: 1,
  apps: 2,
  xml: 4,
  filesystems: 4,
  units: 4,
  containers: 4,
  kernel: 4,
};

/** A session on a simulated host: what it wrote, frames taken apart as the collector does. */
function session(host: HostSpec) {
  const clock = new ManualClock();
  const shell = createHostShell({ host, applications: [], clock, startedAtMs: clock.monotonicMs() });
  const input = new Emitter<string>();
  const end = new Emitter<void>();
  const frames: Frame[] = [];
  const reader = createFrameReader("n0nce", (frame) => frames.push(frame));
  const state = { text: "", status: null as number | null, blocked: false };
  const run = (command: string) =>
    shell.exec(command, {
      write(text) {
        state.text += text;
        reader.push(new TextEncoder().encode(text));
      },
      get blocked() {
        return state.blocked;
      },
      exit(status) {
        state.status = status;
      },
      onInput: input.event,
      onEnd: end.event,
    });
  const sectionsOf = (tick: number) => {
    const first = frames.findIndex((frame) => frame.kind === "begin" && frame.tick === tick);
    const last = frames.findIndex((frame) => frame.kind === "end" && frame.tick === tick);
    return frames.slice(first + 1, last).flatMap((frame) => (frame.kind === "section" ? [frame] : []));
  };
  const section = (name: Section, tick = 0) => {
    const found = sectionsOf(tick).find((frame) => frame.section === name);
    if (!found) throw new Error(`tick ${tick} has no ${name}`);
    return found;
  };
  const ticks = () => frames.filter((frame) => frame.kind === "end").map((frame) => frame.tick);
  return { clock, state, run, reader, frames, sectionsOf, section, ticks, input, end };
}

function planFor(change: Partial<CollectPlan> = {}): CollectPlan {
  return {
    nonce: "n0nce",
    intervalMs: 1000,
    pace: everyTick,
    gpuFields: leanGpuFields,
    nvidiaSmi: "/usr/bin/nvidia-smi",
    units: [],
    containerTool: "docker",
    ...change,
  };
}

function probed(host: HostSpec) {
  const one = session(host);
  one.run(probeCommand("n0nce"));
  return one;
}

describe("probe", () => {
  it("answers all sections once and ends with 0", () => {
    const { sectionsOf, state } = probed(hostIn(null));
    expect(sectionsOf(0).map(({ section, status }) => [section, status])).toEqual(
      ["facts", "tools", "version", "list", "fields"].map((name) => [name, 0]),
    );
    expect(state.status).toBe(0);
  });

  it("says what the host is, by the console's own reading", () => {
    const host = hostIn(null);
    const { section, clock } = probed(host);
    const facts = hostFacts({
      facts: section("facts").text,
      tools: section("tools").text,
      version: section("version").text,
    });
    expect(facts).toMatchObject({
      hostname: host.name,
      machineId: host.machineId,
      os: "Ubuntu 22.04.5 LTS",
      driverVersion: "550.127.05",
      cudaVersion: "12.4",
      nvidiaSmiPath: "/usr/bin/nvidia-smi",
    });
    expect(Math.abs((facts.bootTimeMs ?? 0) - (clock.nowMs() - host.uptimeAtStart * 1000))).toBeLessThan(1000);
    expect(parseVersion(section("version").text).driverVersion).toBe("550.127.05");
  });

  it("lists every GPU, a lost one too, and offers every field of the lean query", () => {
    const host = hostIn("gpuLost");
    const { section } = probed(host);
    expect(parseList(section("list").text).map(({ uuid }) => uuid)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((index) => gpuIdentity(host, index).uuid),
    );
    const offered = parseFieldHelp(section("fields").text);
    expect(leanGpuFields.filter((field) => !offered.has(field))).toEqual([]);
  });
});

describe("collect", () => {
  it("reads everything first, then each section at its pace, on the clock", async () => {
    const one = session(hostIn(null));
    one.run(collectCommand(planFor()));
    await one.clock.advance(4000);
    const all = ["host", "gpu", "apps", "ps", "cgroup", "units", "containers", "filesystems", "kernel", "xml"];
    const names = (tick: number) => one.sectionsOf(tick).map((frame) => frame.section);
    expect(one.ticks()).toEqual([0, 1, 2, 3, 4]);
    expect(names(0)).toEqual(all);
    expect(names(1)).toEqual(["host", "gpu"]);
    expect(names(2)).toEqual(["host", "gpu", "apps", "ps", "cgroup"]);
    expect(names(3)).toEqual(["host", "gpu"]);
    expect(names(4)).toEqual(all);
    expect(one.reader.noise).toBe("");
  });

  it("tells the host's own time: uptime grows by the interval", async () => {
    const one = session(hostIn(null));
    one.run(collectCommand(planFor({ intervalMs: 250 })));
    await one.clock.advance(1000);
    const begins = one.frames.flatMap((frame) => (frame.kind === "begin" ? [frame.uptimeSeconds] : []));
    expect(begins).toHaveLength(5);
    for (const [tick, uptime] of begins.entries()) expect(uptime - (begins[0] ?? 0)).toBeCloseTo(tick * 0.25, 1);
  });

  it("tells what each reading costs, and is done before the next tick", async () => {
    const one = session(hostIn(null));
    one.run(collectCommand(planFor()));
    await one.clock.advance(8000);
    let before = Number.NEGATIVE_INFINITY;
    for (const { kind, uptimeSeconds } of one.frames) {
      if (kind === "end") expect(uptimeSeconds).toBe(before);
      else expect(uptimeSeconds).toBeGreaterThan(before);
      before = uptimeSeconds;
    }
  });

  it("waits while the client does not keep up, as a program blocked in a write", async () => {
    const one = session(hostIn(null));
    one.run(collectCommand(planFor()));
    one.state.blocked = true;
    await one.clock.advance(5000);
    expect(one.ticks()).toEqual([0]);
    one.state.blocked = false;
    await one.clock.advance(1000);
    expect(one.ticks()).toEqual([0, 1]);
  });

  it("reads everything at the tick after a line on stdin", async () => {
    const one = session(hostIn(null));
    one.run(collectCommand(planFor()));
    await one.clock.advance(500);
    one.input.fire("\n");
    await one.clock.advance(2500);
    expect(one.sectionsOf(1).map((frame) => frame.section)).toContain("xml");
    expect(one.sectionsOf(3).map((frame) => frame.section)).not.toContain("xml");
  });

  it("ends with its connection: no timer and no word after that", async () => {
    const one = session(hostIn(null));
    one.run(collectCommand(planFor()));
    await one.clock.advance(1000);
    one.end.fire();
    const written = one.state.text.length;
    await one.clock.advance(10_000);
    expect(one.state).toMatchObject({ status: 0 });
    expect(one.state.text.length).toBe(written);
    expect(one.clock.pendingTimers).toBe(0);
  });

  it("leaves the GPU out when no fields are asked for, and what has no pace", () => {
    const one = session(hostIn(null));
    one.run(collectCommand(planFor({ gpuFields: [], pace: { host: 1, gpu: 1 } })));
    expect(one.sectionsOf(0).map((frame) => frame.section)).toEqual(["host"]);
  });

  it("prints the same stream for the same seed and clock", async () => {
    const texts = [];
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const one = session(hostIn("throttled"));
      one.run(collectCommand(planFor()));
      await one.clock.advance(5000);
      texts.push(one.state.text);
    }
    expect(texts[0]?.length).toBeGreaterThan(10_000);
    expect(texts[1]).toBe(texts[0]);
  });
});

describe("what the sections say, by the console's own parsers", () => {
  const read = (trouble: HostTrouble) => {
    const host = hostIn(trouble);
    const fields = chooseGpuFields(parseFieldHelp(probed(host).section("fields").text));
    const one = session(host);
    one.run(collectCommand(planFor({ gpuFields: fields })));
    const csv = one.section("gpu");
    return { host, one, fields, csv: parseGpuCsv(csv.text, fields, csv.status) };
  };

  it("a sound host: eight GPUs with every reading that was asked for", () => {
    const { csv, host } = read(null);
    expect(csv).toMatchObject({ subsystem: { kind: "ok" }, invalidField: null });
    expect(csv.gpus.map((gpu) => [gpu.index, gpu.state, gpu.name])).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((index) => [index, "ok", host.model.name]),
    );
    const unanswered: readonly MissingReason[] = ["unknownError", "gpuLost", "requiresReset", "empty"];
    for (const gpu of csv.gpus) {
      for (const [key, value] of Object.entries(gpu)) {
        if (value !== null && typeof value === "object" && "missing" in value)
          expect(unanswered, key).not.toContain(value.missing);
      }
      expect(Number(gpu.memoryUsedBytes) + Number(gpu.memoryFreeBytes) + Number(gpu.memoryReservedBytes)).toBe(
        gpu.memoryTotalBytes,
      );
      expect(gpu.powerLimitWatts).toBe(host.model.powerLimitWatts);
    }
  });

  it("a throttled host: GPUs 2 and 3 for heat, corrected errors counted", () => {
    const { csv } = read("throttled");
    const hot = csv.gpus.filter(
      (gpu) => Array.isArray(gpu.throttleReasons) && gpu.throttleReasons.includes("hwThermal"),
    );
    expect(hot.map((gpu) => gpu.index)).toEqual([2, 3]);
    expect(csv.gpus.map((gpu) => gpu.eccCorrectedVolatile)).toEqual([0, 0, 0, 12, 0, 0, 3, 0]);
  });

  it("a lost GPU: known by its bus, seven others read, its Xid in the kernel log", () => {
    const { csv, one } = read("gpuLost");
    const lost = csv.gpus.filter((gpu) => gpu.state !== "ok");
    expect(csv.gpus).toHaveLength(8);
    expect(lost).toMatchObject([{ busId: "0000:9b:00" }]);
    const xids = one.section("kernel").text.trim().split("\n").map(parseKernelLine);
    expect(xids).toMatchObject([{ code: 79, busId: "0000:9b:00" }]);
  });

  it("a row remap: pending on GPU 6, Xid 63 on its bus", () => {
    const { csv, one, host } = read("remapPending");
    expect(csv.gpus.map((gpu) => gpu.remapPending)).toEqual([false, false, false, false, false, false, true, false]);
    const bus = gpuIdentity(host, 6).busId.slice(4, -2).toLowerCase();
    expect(one.section("kernel").text.trim().split("\n").map(parseKernelLine)).toMatchObject([
      { code: 63, busId: bus },
    ]);
  });

  it("processes with user, command and container", () => {
    const { one } = read("throttled");
    const containers = parseContainers(one.section("containers").text, "docker", one.clock.nowMs());
    const processes = joinProcesses(
      parseComputeApps(one.section("apps").text),
      parsePs(one.section("ps").text),
      parseCgroups(one.section("cgroup").text),
      containers.names,
    );
    expect(processes.map(({ user, container, gpuUuids }) => [user, container, gpuUuids.length])).toEqual(
      expect.arrayContaining([
        ["svc-llm", "vllm-0", 4],
        ["svc-llm", "vllm-1", 4],
        ["root", null, 1],
      ]),
    );
    expect(processes.find((process) => process.container === "vllm-0")?.command).toContain("vllm serve chat-llm-70b");
  });

  it.each(fleet.map((host) => [host.name, host] as const))(
    "%s: processes hold no more memory than their GPUs have in use",
    (_name, host) => {
      const one = session(host);
      one.run(collectCommand(planFor({ pace: { gpu: 1, apps: 1 } })));
      const { gpus } = parseGpuCsv(one.section("gpu").text, leanGpuFields, one.section("gpu").status);
      const apps = parseComputeApps(one.section("apps").text);
      expect(apps.length).toBeGreaterThan(0);
      for (const gpu of gpus.filter(({ state }) => state === "ok")) {
        const held = apps.filter((app) => app.gpuUuid === gpu.uuid);
        const heldBytes = held.reduce((sum, app) => sum + Number(app.memoryBytes), 0);
        expect(heldBytes, `GPU ${gpu.index}`).toBeLessThanOrEqual(Number(gpu.memoryUsedBytes));
      }
    },
  );

  it("units with the failed one, containers running, filesystems that add up", () => {
    const { one, host } = read("throttled");
    const units = parseUnits(one.section("units").text, host.uptimeAtStart);
    expect(units.filter((unit) => unit.state === "failed")).toMatchObject([
      { name: "log-shipper.service", exitCode: 137 },
    ]);
    expect(units.filter((unit) => unit.state === "running").length).toBeGreaterThanOrEqual(3);
    for (const unit of units) {
      expect(unit.ageSeconds, unit.name).toBeGreaterThan(0);
      expect(unit.ageSeconds, unit.name).toBeLessThanOrEqual(host.uptimeAtStart);
    }
    const { services } = parseContainers(one.section("containers").text, "docker", one.clock.nowMs());
    expect(services.map(({ name, state, ageSeconds }) => [name, state, ageSeconds])).toEqual([
      ["vllm-0", "running", 4 * 3600 + 28 * 60],
      ["vllm-1", "running", 4 * 3600 + 28 * 60],
    ]);
    const filesystems = parseDf(one.section("filesystems").text);
    expect(filesystems.map((filesystem) => filesystem.mount)).toEqual(["/", "/models", "/var/lib/docker"]);
    for (const { sizeBytes, usedBytes, availableBytes } of filesystems)
      expect(usedBytes + availableBytes).toBe(sizeBytes);
  });

  it("an XML document that agrees with the CSV", () => {
    const { csv, one, host } = read("throttled");
    const xml = parseGpuXml(one.section("xml").text);
    if (xml.kind !== "ok") throw new Error(JSON.stringify(xml));
    expect(xml).toMatchObject({ driverVersion: "550.127.05", cudaVersion: "12.4" });
    expect(xml.gpus.map((gpu) => gpu.uuid)).toEqual(csv.gpus.map((gpu) => gpu.uuid));
    expect(xml.gpus.map((gpu) => gpu.slowdownCelsius)).toEqual(Array(8).fill(host.model.slowdownCelsius));
  });

  it("/proc of the whole machine", () => {
    const { one, host } = read(null);
    expect(parseProcFiles(one.section("host").text).cpuCount).toBe(host.cpuCount);
  });
});

describe("unknown fields", () => {
  it("fail the whole query and name the field", () => {
    const one = session(hostIn(null));
    const fields = ["index", "warp.factor", "uuid"];
    one.run(collectCommand(planFor({ gpuFields: fields, pace: { gpu: 1 } })));
    const { text, status } = one.section("gpu");
    expect(status).toBe(2);
    expect(parseGpuCsv(text, fields, status)).toMatchObject({ invalidField: "warp.factor", gpus: [] });
  });
});

describe("gpu-loop", () => {
  it("prints rows at the interval without marks between them, until the connection ends", async () => {
    const one = session(hostIn(null));
    one.run(gpuLoopCommand(planFor()));
    await one.clock.advance(3000);
    const rows = one.reader.takeLines().trim().split("\n");
    expect(rows).toHaveLength(4 * 8);
    one.end.fire();
    await one.clock.advance(3000);
    expect(one.reader.takeLines()).toBe("");
    expect(one.state.status).toBe(0);
    expect(one.clock.pendingTimers).toBe(0);
  });
});

describe("typed commands", () => {
  const lost = "Unable to determine the device handle";
  it.each([
    ["true", "", 0],
    ["hostname", `${hostIn("gpuLost").name}\n`, 0],
    ["uname", "Linux\n", 0],
    ["echo hello there", "hello there\n", 0],
    ["nvidia-smi --query-gpu=index --format=csv,noheader", lost, 0],
    ["nvidia-smi -L", "GPU 5: NVIDIA A100-SXM4-80GB (UUID: GPU-", 0],
    ["/usr/bin/nvidia-smi --version", "DRIVER version      : 550.127.05", 0],
    ["nvidia-smi -q -x", "<nvidia_smi_log>", 0],
    ["nvidia-smi --query-gpu=nonsense --format=csv", 'Field "nonsense" is not a valid field to query.', 2],
    ["nvidia-smi", "The simulated nvidia-smi answers", 2],
    ["rm -rf /", "rm: not found", 127],
    ["ipmitool sdr", "ipmitool: not found", 127],
  ])("%s", (command, words, status) => {
    const one = session(hostIn("gpuLost"));
    one.run(command);
    expect(one.state.text).toContain(words);
    expect(one.state.status).toBe(status);
  });
});
