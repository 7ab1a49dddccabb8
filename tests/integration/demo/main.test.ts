import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundleOptions } from "../../../build/bundles.ts";
import { root } from "../../../build/paths.ts";
import { type Child, startChild } from "../../harness/childProcess.ts";
import { connectConsole } from "../../harness/consoleClient.ts";
import { until } from "../../harness/until.ts";

/** Inside the project, where the bundles find their native modules. */
const testResults = join(root, "test-results");
let folder = "";
/** What the demo takes for the system's temporary folder. */
let temporary = "";
const running: Child[] = [];

beforeAll(async () => {
  await mkdir(testResults, { recursive: true });
  folder = await mkdtemp(join(testResults, "demo-"));
  await build({
    ...bundleOptions(["demo", "demoFleet", "samplesWorker"]),
    outdir: join(folder, "dist"),
  });
  await writeFile(join(folder, "package.json"), '{"version":"1.2.3"}');
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  temporary = await mkdtemp(join(folder, "tmp-"));
});
afterEach(async () => {
  for (const child of running.splice(0)) await child.stop(0);
  await until(() => fleets().length === 0, 2000);
});

const demo = () => join(folder, "dist", "demo.cjs");
const environment = () => ({ ...process.env, TMPDIR: temporary });

async function start(...args: readonly string[]): Promise<Child> {
  const child = await startChild([process.execPath, demo(), ...args], /^Midwatch ready: /, {
    env: { TMPDIR: temporary },
  });
  running.push(child);
  return child;
}

/** Processes of this test's bundle that still run. */
function fleets(): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(join(folder, "dist", "demoFleet.cjs"));
    } catch {
      return false;
    }
  });
}

describe("npm run demo", () => {
  it("watches its own fleet, and leaves nothing when it is stopped", async () => {
    const child = await start("--hosts", "3", "--port", "0");
    expect(fleets()).toHaveLength(1);
    const client = await connectConsole(child.line.slice("Midwatch ready: ".length));
    await expect(client.call("app.info", {})).resolves.toMatchObject({ demo: true });
    const connected = new Promise<number>((resolve, reject) => {
      client.open(
        "app.status",
        {},
        {
          onItem({ hosts }) {
            if (hosts.connected === hosts.total) resolve(hosts.total);
          },
          onEnd: reject,
        },
      );
    });
    await expect(connected).resolves.toBe(3);
    client.dispose();
    expect(await child.stop()).toMatchObject({ code: 0, signal: null, tookMs: expect.toSatisfy((ms) => ms < 2000) });
    await until(() => fleets().length === 0, 500);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("keeps what --data names, and trusts the same hosts the next time", async () => {
    const data = join(temporary, "kept");
    const first = await start("--hosts", "2", "--port", "0", "--data", data);
    await first.stop();
    const keys = readFileSync(join(data, "hostkeys", "gpu-a01.pub"), "utf8");
    await start("--hosts", "2", "--port", "0", "--data", data);
    expect(readFileSync(join(data, "hostkeys", "gpu-a01.pub"), "utf8")).toBe(keys);
  });

  it("stopped while it starts, it leaves nothing either", async () => {
    const child = spawn(process.execPath, [demo(), "--hosts", "64", "--port", "0"], { env: environment() });
    const ended = once(child, "exit");
    await until(() => fleets().length > 0, 10_000);
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    await until(() => fleets().length === 0, 2000);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("killed outright, it takes its fleet with it", async () => {
    const child = await start("--hosts", "2", "--port", "0");
    child.process.kill("SIGKILL");
    await until(() => fleets().length === 0, 2000);
  });

  it("that finds its port taken says so and leaves nothing", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await until(() => other.listening, 1000);
    const { port } = other.address() as AddressInfo;
    await expect(start("--hosts", "2", "--port", String(port))).rejects.toThrow(`Port ${port} is taken`);
    other.close();
    await until(() => fleets().length === 0, 2000);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each([
    [["--help"], 0, /^Usage: npm run demo/, /^$/],
    [["--hosts", "0"], 2, /^$/, /^--hosts takes a whole number from 1 to 256, not "0"\n\nUsage:/],
    [["--what"], 2, /^$/, /--what/],
  ] as const)("%j ends with %i", (args, status, out, err) => {
    const end = spawnSync(process.execPath, [demo(), ...args], { env: environment(), encoding: "utf8" });
    expect(end.status).toBe(status);
    expect(end.stdout).toMatch(out);
    expect(end.stderr).toMatch(err);
    expect(existsSync(temporary) && readdirSync(temporary)).toEqual([]);
  });
});
