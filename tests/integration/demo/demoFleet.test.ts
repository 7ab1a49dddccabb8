import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDemoFleet, type DemoFleet, type DemoFleetOptions } from "../../../electron/demo/createDemoFleet.ts";
import { createFrameReader, type Frame } from "../../../electron/services/collect/frameReader.ts";
import { collectCommand } from "../../../electron/services/collect/script/collect.ts";
import { probeCommand } from "../../../electron/services/collect/script/probe.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { parseGpuCsv } from "../../../shared/domain/gpu/csv.ts";
import { leanGpuFields } from "../../../shared/domain/gpu/fields.ts";
import { parseWorkspace } from "../../../shared/domain/workspace/parse.ts";
import { requireTool } from "../../harness/requireTool.ts";
import { until } from "../../harness/until.ts";

const client = requireTool("ssh");

function start(
  change: Partial<DemoFleetOptions> = {},
): Promise<{ readonly fleet: DemoFleet; readonly folder: string }> {
  const folder = change.folder ?? mkdtempSync(join(tmpdir(), "midwatch-demo-test-"));
  return createDemoFleet({ hosts: 3, seed: 1, clock: systemClock, ...change, folder }).then((fleet) => ({
    fleet,
    folder,
  }));
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The machine's own client, with nothing but the fleet's configuration: the same as a person would type. */
function ssh(fleet: DemoFleet, args: readonly string[]): Promise<Ended> {
  const base = [
    ...(args.includes("-F") ? [] : ["-F", fleet.sshConfigFile]),
    "-o",
    "BatchMode=yes",
    "-o",
    "ConnectTimeout=5",
    "-o",
    "GlobalKnownHostsFile=none",
  ];
  return new Promise((resolve) => {
    const child = execFile(
      "ssh",
      [...base, ...args],
      { timeout: 15_000, maxBuffer: 8 << 20 },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
      },
    );
    child.stdin?.end();
  });
}

/** As the fleet's own configuration, but with a host's key in place of the client's. */
function strangersOptions(fleet: DemoFleet): readonly string[] {
  const [host] = fleet.hosts;
  const key = join(fleet.knownHostsFile, "..", "hostkeys", host?.name ?? "");
  const options = ["IdentitiesOnly=yes", `IdentityFile=${key}`, `UserKnownHostsFile=${fleet.knownHostsFile}`];
  return ["-p", String(host?.port), ...options.flatMap((option) => ["-o", option])];
}

function framesOf(text: string): readonly Frame[] {
  const frames: Frame[] = [];
  createFrameReader("n0nce", (frame) => frames.push(frame)).push(new TextEncoder().encode(text));
  return frames;
}

describe.skipIf(client === null)("a demo fleet behind the system's ssh client", () => {
  let fleet: DemoFleet;
  let folder: string;
  beforeAll(async () => {
    ({ fleet, folder } = await start());
  });
  afterAll(async () => {
    await fleet.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("lets the written key in, without a question, and answers by name", async () => {
    const answers = await Promise.all(fleet.hosts.map(({ name }) => ssh(fleet, [name, "hostname"])));
    expect(answers).toEqual(fleet.hosts.map(({ name }) => ({ code: 0, stdout: `${name}\n`, stderr: "" })));
  });

  it("passes a program's status through", async () => {
    expect(await ssh(fleet, ["gpu-a01", "no-such-program"])).toMatchObject({ code: 127 });
    expect(await ssh(fleet, ["gpu-a01", "nvidia-smi", "--query-gpu=nonsense", "--format=csv"])).toMatchObject({
      code: 2,
      stdout: 'Field "nonsense" is not a valid field to query.\n\n',
    });
  });

  it("answers the probe through a login shell's quoting", async () => {
    const { code, stdout } = await ssh(fleet, ["gpu-b01", probeCommand("n0nce")]);
    expect(code).toBe(0);
    const names = framesOf(stdout).flatMap((frame) => (frame.kind === "section" ? [frame.section] : []));
    expect(names).toEqual(["facts", "tools", "version", "list", "fields"]);
  });

  it("streams ticks at the interval and ends when the client closes its side", async () => {
    const command = collectCommand({
      nonce: "n0nce",
      intervalMs: 100,
      pace: { host: 1, gpu: 1 },
      gpuFields: leanGpuFields,
      nvidiaSmi: "nvidia-smi",
      units: [],
      containerTool: null,
    });
    const child = spawn("ssh", ["-F", fleet.sshConfigFile, "-o", "BatchMode=yes", "gpu-c01", command]);
    const frames: Frame[] = [];
    const reader = createFrameReader("n0nce", (frame) => frames.push(frame));
    child.stdout.on("data", (chunk: Buffer) => reader.push(chunk));
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const ends = () => frames.filter((frame) => frame.kind === "end").length;
    await until(() => ends() >= 5, 10_000);
    child.stdin.end();
    expect(await ended).toBe(0);
    const gpu = frames.find((frame) => frame.kind === "section" && frame.section === "gpu");
    if (gpu?.kind !== "section") throw new Error("no GPU section");
    const { gpus } = parseGpuCsv(gpu.text, leanGpuFields, gpu.status);
    expect(gpus.filter((one) => one.state === "ok")).toHaveLength(7);
    const begins = frames.flatMap((frame) => (frame.kind === "begin" ? [frame.uptimeSeconds] : []));
    const [first = 0, last = 0] = [begins[0], begins.at(-1)];
    expect((last - first) / (begins.length - 1)).toBeGreaterThanOrEqual(0.09);
  });

  it("refuses another key and a password", async () => {
    const stranger = await ssh(fleet, ["-F", "none", ...strangersOptions(fleet), "ops@127.0.0.1", "true"]);
    expect(stranger).toMatchObject({ code: 255, stdout: "" });
    expect(stranger.stderr).toContain("Permission denied (publickey)");
    const other = await ssh(fleet, ["-o", "PubkeyAuthentication=no", "gpu-a01", "true"]);
    expect(other).toMatchObject({ code: 255, stdout: "" });
    expect(other.stderr).toContain("Permission denied (publickey)");
  });

  it("keeps its client key to its owner", () => {
    expect(statSync(join(folder, "id_demo")).mode & 0o777).toBe(0o600);
  });

  it("writes a workspace without a problem, each host in it", () => {
    const file = join(fleet.workspaceFolder, "midwatch.yaml");
    const { file: workspace, problems } = parseWorkspace(readFileSync(file, "utf8"), file);
    expect(problems).toEqual([]);
    expect(workspace).toMatchObject({ name: "llm-fleet-eu", environments: { prod: { kind: "production" } } });
    expect(workspace?.hosts.map((host) => host.name)).toEqual(fleet.hosts.map((host) => host.name));
  });

  it("has a key of its own for each host, and goes on over a restart in the same folder", async () => {
    const keysOf = () =>
      fleet.hosts.map(({ name }) => readFileSync(join(folder, "hostkeys", `${name}.pub`), "utf8").split(" ")[1]);
    const before = keysOf();
    expect(new Set(before).size).toBe(3);
    const uptime = async (of: DemoFleet) => {
      const frames = framesOf((await ssh(of, ["gpu-a01", probeCommand("n0nce")])).stdout);
      return frames.find((frame) => frame.kind === "begin")?.uptimeSeconds ?? Number.NaN;
    };
    const wasUp = await uptime(fleet);
    const again = await start({ folder });
    expect(keysOf()).toEqual(before);
    expect(await uptime(again.fleet), "its hosts were up meanwhile").toBeGreaterThan(wasUp);
    await again.fleet.close();
    const known = readFileSync(again.fleet.knownHostsFile, "utf8");
    for (const [index, { port }] of again.fleet.hosts.entries()) {
      expect(known).toContain(`[127.0.0.1]:${port} ssh-ed25519 ${before[index]?.trim()}`);
    }
  });
});

describe.skipIf(client === null)("troubles", () => {
  const run = async (options: Partial<DemoFleetOptions>, body: (fleet: DemoFleet) => Promise<void>) => {
    const { fleet, folder } = await start(options);
    try {
      await body(fleet);
    } finally {
      await fleet.close();
      rmSync(folder, { recursive: true, force: true });
    }
  };

  it("a first-run fleet is trusted by nobody and has no workspace", () =>
    run({ trusted: false, workspace: false }, async (fleet) => {
      expect(readFileSync(fleet.knownHostsFile, "utf8")).toBe("");
      expect(() => readFileSync(join(fleet.workspaceFolder, "midwatch.yaml"))).toThrow("ENOENT");
      const { code, stderr } = await ssh(fleet, ["gpu-a01", "true"]);
      expect(code).toBe(255);
      expect(stderr).toContain("Host key verification failed");
    }));

  it("a changed host key is another key to the client, and the one on disk", () =>
    run({}, async (fleet) => {
      fleet.changeHostKey("gpu-a01");
      const changed = await ssh(fleet, ["gpu-a01", "true"]);
      expect(changed.code).toBe(255);
      expect(changed.stderr).toContain("REMOTE HOST IDENTIFICATION HAS CHANGED");
      const publicKey =
        readFileSync(join(fleet.knownHostsFile, "..", "hostkeys", "gpu-a01.pub"), "utf8").split(" ")[1] ?? "";
      const digest = createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("base64").replace(/=+$/, "");
      expect(changed.stderr).toContain(`SHA256:${digest}`);
      expect(await ssh(fleet, ["gpu-b01", "hostname"])).toMatchObject({ code: 0, stdout: "gpu-b01\n" });
    }));

  it("a killed host refuses connections until it is revived at the same place", () =>
    run({}, async (fleet) => {
      fleet.kill("gpu-a01");
      const dead = await ssh(fleet, ["gpu-a01", "true"]);
      expect(dead.code).toBe(255);
      expect(dead.stderr).toContain("Connection refused");
      await fleet.revive("gpu-a01");
      expect(await ssh(fleet, ["gpu-a01", "hostname"])).toEqual({ code: 0, stdout: "gpu-a01\n", stderr: "" });
    }));

  it("the unreachable host refuses, and cannot be given orders", () =>
    run({ hosts: 4 }, async (fleet) => {
      expect((await ssh(fleet, ["gpu-d01", "true"])).stderr).toContain("Connection refused");
      expect(() => fleet.kill("gpu-d01")).toThrow("gpu-d01 is not a running demo host");
    }));

  it("a slow host answers, late; others at once", () =>
    run({}, async (fleet) => {
      fleet.setFault("gpu-a01", { kind: "slow", delayMs: 1500 });
      const startedMs = performance.now();
      const order: string[] = [];
      await Promise.all(
        ["gpu-a01", "gpu-b01"].map(async (name) => {
          expect(await ssh(fleet, [name, "hostname"])).toMatchObject({ code: 0, stdout: `${name}\n` });
          order.push(name);
        }),
      );
      expect(order).toEqual(["gpu-b01", "gpu-a01"]);
      expect(performance.now() - startedMs).toBeGreaterThanOrEqual(1500);
    }));

  it("a hanging host takes the command and says nothing; a silent one does not even greet", () =>
    run({}, async (fleet) => {
      fleet.setFault("gpu-a01", { kind: "hang" });
      fleet.setFault("gpu-b01", { kind: "silent" });
      const child = spawn("ssh", ["-v", "-F", fleet.sshConfigFile, "-o", "BatchMode=yes", "gpu-a01", "hostname"]);
      let told = "";
      let answered = "";
      child.stderr.on("data", (chunk: Buffer) => {
        told += chunk.toString();
      });
      child.stdout.on("data", (chunk: Buffer) => {
        answered += chunk.toString();
      });
      const silent = await ssh(fleet, ["-o", "ConnectTimeout=1", "gpu-b01", "true"]);
      await until(() => told.includes("Sending command"), 10_000);
      expect(silent.code).toBe(255);
      expect(silent.stderr).toMatch(/timed out/);
      expect(answered).toBe("");
      child.kill();
    }));

  it("a flooding host pours without end, and is cured", () =>
    run({}, async (fleet) => {
      fleet.setFault("gpu-a01", { kind: "flood" });
      const child = spawn("ssh", ["-F", fleet.sshConfigFile, "-o", "BatchMode=yes", "gpu-a01", "hostname"]);
      let bytes = 0;
      child.stdout.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      await until(() => bytes > 20e6, 20_000);
      child.kill();
      fleet.setFault("gpu-a01", { kind: "none" });
      expect(await ssh(fleet, ["gpu-a01", "hostname"])).toMatchObject({ code: 0, stdout: "gpu-a01\n" });
    }));

  it("answers a client's keepalives and survives its rekeying", () =>
    run({}, async (fleet) => {
      const options = ["-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=1", "-o", "RekeyLimit=16K"];
      const command = collectCommand({
        nonce: "n0nce",
        intervalMs: 100,
        pace: { host: 1 },
        gpuFields: [],
        nvidiaSmi: "",
        units: [],
        containerTool: null,
      });
      const child = spawn("ssh", ["-F", fleet.sshConfigFile, "-o", "BatchMode=yes", ...options, "gpu-a01", command]);
      const frames: Frame[] = [];
      const reader = createFrameReader("n0nce", (frame) => frames.push(frame));
      child.stdout.on("data", (chunk: Buffer) => reader.push(chunk));
      const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
      await until(() => frames.filter((frame) => frame.kind === "end").length >= 35, 20_000);
      child.stdin.end();
      expect(await ended).toBe(0);
    }));

  it("works from a folder with a space in its name", async () => {
    const parent = mkdtempSync(join(tmpdir(), "midwatch demo test "));
    try {
      await run({ folder: parent }, async (fleet) => {
        expect(await ssh(fleet, ["gpu-a01", "hostname"])).toEqual({ code: 0, stdout: "gpu-a01\n", stderr: "" });
      });
    } finally {
      rmSync(parent, { recursive: true, force: true });
    }
  });
});
