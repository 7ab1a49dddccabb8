import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleOptions } from "../../../build/bundles.ts";
import { root } from "../../../build/paths.ts";

/** The bundled main process with its real core, over a stand-in for Electron: the order of things and how they end. */
let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-desktop-"));
  await build({
    ...bundleOptions(["desktop", "samplesWorker"]),
    sourcemap: false,
    outdir: join(folder, "dist"),
  });
  cpSync(join(root, "build/resources"), join(folder, "dist/images"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "tests/harness/runDesktop.ts"), join(folder, "dist/desktop.cjs"), ...args],
    { encoding: "utf8", timeout: 20_000, env: { ...process.env, ...environment } },
  );
  const notes: readonly string[] = JSON.parse(stdout.trim() || JSON.stringify([stderr]));
  return { status, notes };
}

describe("the desktop's main process", () => {
  it("says what must be said before ready, shows its window, serves its page and ends whole", () => {
    const { status, notes } = run(["--data", join(folder, "data")]);
    expect(notes.slice(0, 7)).toEqual([
      "setName Midwatch",
      "setPath userData",
      "requestSingleInstanceLock",
      "enableSandbox",
      "setAppUserModelId io.midwatch.console",
      "registerSchemes",
      "ready",
    ]);
    const wanted = [
      "permissionRequests",
      "permissionChecks",
      "devices",
      "displayMedia",
      "handle app",
      "setApplicationMenu",
    ];
    expect(notes).toEqual(expect.arrayContaining([...wanted, "load app://console/", "show", "answer ok"]));
    expect(notes.find((note) => note.startsWith("BrowserWindow"))).toContain(
      '"contextIsolation":true,"sandbox":true,"nodeIntegration":false,"webviewTag":false',
    );
    expect(notes.filter((note) => note.startsWith("missing"))).toEqual([]);
    expect(notes.slice(-2)).toEqual(["trayDestroyed", "exit 0"]);
    expect(status).toBe(0);
    expect(readFileSync(join(folder, "data/logs/midwatch.log"), "utf8")).toContain('"message":"started"');
  });

  it("leaves at once when another instance runs", () => {
    const { status, notes } = run(["--data", join(folder, "second")], { FAKE_SECOND: "1" });
    expect([status, notes.includes("ready"), notes.at(-1)]).toEqual([0, false, "exit 0"]);
  });

  it("does not start with a switch that lets others in, once installed", () => {
    const { status, notes } = run(["--inspect-brk"], { FAKE_PACKAGED: "1" });
    expect(notes.find((note) => note.startsWith("errorBox"))).toContain("--inspect-brk");
    expect([status, notes.includes("ready")]).toEqual([2, false]);
  });

  it("says who holds its data", () => {
    const data = join(folder, "held");
    mkdirSync(data);
    writeFileSync(join(data, "midwatch.lock"), JSON.stringify({ pid: process.pid, startedAt: null }));
    const { status, notes } = run(["--data", data]);
    expect(notes.find((note) => note.startsWith("errorBox"))).toContain(`process ${process.pid}`);
    expect(status).toBe(1);
  });
});
