import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startConsole } from "../../../electron/headless/console.ts";
import type { Host } from "../../../electron/host/types.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { createTestHost } from "../../doubles/testHost.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "midwatch-console-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function start(close: () => Promise<void>) {
  const clock = new ManualClock();
  const createHost = async (): Promise<Host> => ({
    ...createTestHost().host,
    close,
  });
  const folders = { dataFolder: folder, workspaceFolder: folder };
  const options = { ...folders, port: 0, sshConfigFile: null, demo: false, localTerminal: false };
  const setup = { createHost, bundleFolder: folder, version: "0", clock, log: silentLog };
  return { clock, running: await startConsole({ ...options, secretsPassphrase: null }, setup) };
}

describe("stopping a console", () => {
  it.each<[string, () => Promise<void>]>([
    ["ends well", async () => {}],
    [
      "fails to end",
      async () => {
        throw new Error("a worker that is gone");
      },
    ],
  ])("resolves when its core %s", async (_what, close) => {
    const { running } = await start(close);
    await expect(running.stop()).resolves.toBeUndefined();
  });

  it("waits 1.5 s for a core that hangs, no more", async () => {
    const { clock, running } = await start(() => new Promise(() => {}));
    let stopped = false;
    const stop = running.stop().then(() => {
      stopped = true;
    });
    await clock.advance(1499);
    expect(stopped).toBe(false);
    await clock.advance(1);
    await stop;
  });
});
