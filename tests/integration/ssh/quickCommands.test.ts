import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDemoFleet, type DemoFleet } from "../../../electron/demo/createDemoFleet.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { createSshService } from "../../../electron/services/ssh/createSshService.ts";
import type { SshService } from "../../../electron/services/ssh/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";

let folder: string;
let fleet: DemoFleet;
let ssh: SshService;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-quick-"));
  fleet = await createDemoFleet({ folder, hosts: 1, seed: 1, clock: systemClock });
  ssh = createSshService({
    clock: systemClock,
    log: silentLog,
    random: () => 0.5,
    prompter: { ask: async () => null },
    configFile: fleet.sshConfigFile,
    homeFolder: folder,
    environment: { PATH: process.env.PATH },
    defaultTransport: "ssh2",
    platform: process.platform,
  });
});
afterAll(async () => {
  ssh.dispose();
  await fleet.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The server tells opening, output, status and end in one packet: none of it is lost. */
it("a command that ends at once still tells how", async () => {
  const [host] = fleet.hosts;
  const connection = await ssh.connect({ name: host?.name ?? "", transport: "ssh2" }, {});
  for (let round = 0; round < 100; round += 1) {
    const { exitCode, stdout } = await connection.exec("hostname", { operation: "test", timeoutMs: 5000 });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${host?.name}\n` });
    const running = await connection.start("false-program", { operation: "test" });
    running.stdout.resume();
    running.stderr.resume();
    running.stdin.end();
    expect(await running.exit).toEqual({ exitCode: 127, signal: null });
  }
  connection.close();
});
