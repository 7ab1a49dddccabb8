import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { until } from "../../harness/until.ts";

const script = fileURLToPath(new URL("consoleProcess.ts", import.meta.url));
let folder = "";
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "midwatch-data-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

function start(how: string, ...args: string[]) {
  const data = join(folder, "data");
  const child = spawn(process.execPath, [script, how, "--data", data, "--port", "0", ...args]);
  children.push(child);
  const seen = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    seen.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    seen.err += text;
  });
  const ended = once(child, "close").then(([code]: unknown[]) => code);
  return {
    child,
    seen,
    ended,
    data,
    url: async () => {
      await until(() => seen.out.includes("\n"), 10_000);
      return new URL(seen.out.slice("Midwatch ready: ".length));
    },
  };
}

describe("a console process", () => {
  it("prints one line with its address, which opens it", async () => {
    const { seen, url, data } = start("normal");
    const address = await url();
    expect(seen.out).toMatch(/^Midwatch ready: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
    const answer = await fetch(address, { redirect: "manual" });
    expect(answer.status).toBe(303);
    expect((await fetch(new URL("/healthz", address))).status).toBe(200);
    const token = address.searchParams.get("token");
    expect((await readFile(join(data, "access-token"), "utf8")).trim()).toBe(token);
    expect((await stat(join(data, "access-token"))).mode & 0o777).toBe(0o600);
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    expect(seen.err).not.toContain(token);
  });

  it("keeps its token over a restart", async () => {
    const first = start("normal");
    const token = (await first.url()).searchParams.get("token");
    first.child.kill("SIGTERM");
    await first.ended;
    expect((await start("normal").url()).searchParams.get("token")).toBe(token);
  });

  it.each([
    ["SIGTERM", "normal", 1000],
    ["SIGINT", "normal", 1000],
    ["SIGHUP", "normal", 1000],
    ["SIGTERM", "hangs", 2000],
  ] as const)("%s ends one that is %s, with a browser connected, within %i ms", async (signal, how, withinMs) => {
    const running = start(how);
    const address = await running.url();
    const browser = new WebSocket(`ws://${address.host}/ws`, {
      headers: { cookie: `midwatch_${address.port}=${address.searchParams.get("token")}` },
      origin: address.origin,
    });
    await once(browser, "open");
    const startMs = performance.now();
    running.child.kill(signal);
    expect(await running.ended).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(withinMs);
    expect(running.seen.err.includes("core closed")).toBe(how === "normal");
  });

  it("SIGTERM ends one that is still starting", async () => {
    const { child, ended, data } = start("neverStarts");
    // The token is written before the core starts, and signals are heard before that.
    await until(() => existsSync(join(data, "access-token")), 10_000);
    const startMs = performance.now();
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(2000);
  });

  it("a second signal does not wait", async () => {
    const running = start("hangs");
    await running.url();
    const startMs = performance.now();
    running.child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 100));
    running.child.kill("SIGINT");
    expect(await running.ended).toBe(130);
    expect(performance.now() - startMs).toBeLessThan(1000);
  });

  it("says why it could not start", async () => {
    const { seen, ended } = start("fails");
    expect(await ended).toBe(1);
    expect(seen).toEqual({ out: "", err: "Midwatch could not start: The database is from the future\n" });
  });

  it("says that its port is taken", async () => {
    const { port } = await start("normal").url();
    const second = start("normal", "--port", port);
    expect(await second.ended).toBe(1);
    expect(second.seen.err).toContain(`Port ${port} is taken`);
    expect(second.seen.err).toContain("core closed");
  });

  it("says that its data folder cannot be used", async () => {
    await writeFile(join(folder, "data"), "a file");
    const { seen, ended } = start("normal");
    expect(await ended).toBe(1);
    expect(seen.err).toMatch(/^Midwatch could not start: .*data cannot be used: it is a file, not a folder/);
  });

  it("a bug that nobody caught is logged and ends it", async () => {
    const { seen, ended } = start("crashes");
    expect(await ended).toBe(1);
    const entry: unknown = JSON.parse(seen.err.split("\n")[0] ?? "");
    expect(entry).toMatchObject({ level: "error", error: expect.stringContaining("a bug") });
    expect(seen.err).toContain("core closed");
  });
});
