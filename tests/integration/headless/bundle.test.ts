import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
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
let silentServer: Server;
const sockets: Socket[] = [];
const running: Child[] = [];

beforeAll(async () => {
  await mkdir(testResults, { recursive: true });
  folder = await mkdtemp(join(testResults, "bundle-"));
  await build({ ...bundleOptions(["headless", "samplesWorker"]), outdir: join(folder, "dist") });
  await writeFile(join(folder, "package.json"), '{"version":"1.2.3"}');
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  // A host that takes the connection and never says a word.
  silentServer = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {}).resume();
  }).listen(0, "127.0.0.1");
  await once(silentServer, "listening");
});
afterEach(async () => {
  for (const child of running.splice(0)) await child.stop(0);
  for (const socket of sockets.splice(0)) socket.destroy();
  silentServer.close();
  await rm(join(folder, "data"), { recursive: true, force: true });
});

async function start(): Promise<{ readonly child: Child; readonly address: string }> {
  const bound = silentServer.address();
  if (bound === null || typeof bound === "string") throw new Error("No port");
  const workspace = join(folder, "workspace");
  await mkdir(workspace, { recursive: true });
  await writeFile(
    join(workspace, "midwatch.yaml"),
    "version: 1\nname: bundle test\nhosts:\n  - name: silent\n  - name: refused\n",
  );
  const sshConfig = join(folder, "ssh_config");
  await writeFile(
    sshConfig,
    `Host silent\n  HostName 127.0.0.1\n  Port ${bound.port}\nHost refused\n  HostName 127.0.0.1\n  Port 1\n`,
  );
  const args = ["--workspace", workspace, "--data", join(folder, "data"), "--port", "0", "--ssh-config", sshConfig];
  const child = await startChild(
    [process.execPath, join(folder, "dist", "headless.cjs"), ...args],
    /^Midwatch ready: /,
  );
  running.push(child);
  return { child, address: child.line.slice("Midwatch ready: ".length) };
}

describe("the bundled console", () => {
  it("serves its workspace to a browser", async () => {
    const { address } = await start();
    const client = await connectConsole(address);
    await expect(client.call("app.info", {})).resolves.toMatchObject({
      version: "1.2.3",
      shell: "headless",
      demo: false,
    });
    const names = await new Promise<readonly string[]>((resolve, reject) => {
      client.open("workspace.watch", {}, { onItem: ({ hostNames }) => resolve(hostNames), onEnd: reject });
    });
    expect(names).toEqual(["silent", "refused"]);
    await expect(client.call("hosts.retry", { host: "unheard-of" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    client.dispose();
  });

  it("SIGTERM ends it within two seconds while a host hangs, and its connection with it", async () => {
    const { child, address } = await start();
    const client = await connectConsole(address);
    await until(() => sockets.length > 0, 10_000);
    const closed = once(sockets[0] ?? silentServer, "close");
    const end = await child.stop();
    expect(end).toMatchObject({ code: 0, signal: null });
    expect(end.tookMs).toBeLessThan(2000);
    await closed;
    await expect(client.call("app.info", {})).rejects.toMatchObject({ code: "DISCONNECTED" });
    expect(child.stderr()).not.toContain('"level":"error"');
  });

  it("starts again on the same data, with the same token", async () => {
    const first = await start();
    await first.child.stop();
    const second = await start();
    const token = (address: string) => new URL(address).searchParams.get("token");
    expect(token(second.address)).toBe(token(first.address));
    expect(second.child.stderr()).not.toContain("another");
  });

  it("a second one on the same data says who holds it", async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(`process ${first.child.process.pid}`);
  });
});
