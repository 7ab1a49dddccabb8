import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FleetProcess, startFleet } from "../../harness/demoFleet.ts";
import { freePort } from "../../harness/freePort.ts";
import { type HeadlessConsole, startHeadlessConsole } from "../../harness/headlessConsole.ts";
import { requireTool } from "../../harness/requireTool.ts";

const prometheusProgram = requireTool("prometheus");

describe.skipIf(prometheusProgram === null)("the console's own metrics, read by a real Prometheus", () => {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-prometheus-"));
  let fleet: FleetProcess;
  let midwatch: HeadlessConsole;
  let prometheus: ChildProcess;
  let prometheusUrl = "";
  let token = "";

  beforeAll(async () => {
    fleet = await startFleet({ hosts: 4, firstRun: false });
    midwatch = await startHeadlessConsole({ ...fleet, dataFolder: join(folder, "data") });
    token = new URL(midwatch.address).searchParams.get("token") ?? "";
    const port = await freePort();
    prometheusUrl = `http://127.0.0.1:${port}`;
    const config = {
      scrape_configs: [
        {
          job_name: "midwatch",
          scrape_interval: "1s",
          authorization: { credentials: token },
          static_configs: [{ targets: [new URL(midwatch.address).host] }],
        },
      ],
    };
    // YAML reads JSON.
    writeFileSync(join(folder, "prometheus.yml"), JSON.stringify(config));
    prometheus = spawn(
      prometheusProgram ?? "",
      [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(folder, "tsdb")}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: "ignore" },
    );
  });

  afterAll(async () => {
    const ended = once(prometheus, "exit");
    prometheus.kill("SIGTERM");
    await ended;
    await midwatch.stop();
    await fleet.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function query(expression: string): Promise<Readonly<Record<string, string>>> {
    const response = await fetch(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(expression)}`).catch(
      () => null,
    );
    if (!response?.ok) return {};
    const body: { data: { result: { metric: Record<string, string>; value: [number, string] }[] } } =
      await response.json();
    return Object.fromEntries(body.data.result.map(({ metric, value }) => [metric.state ?? "", value[1]]));
  }

  it("scrapes every family and agrees on the hosts", async () => {
    await expect.poll(() => query('up{job="midwatch"}'), { timeout: 20_000 }).toEqual({ "": "1" });
    await expect
      .poll(() => query("midwatch_hosts"), { timeout: 20_000 })
      .toEqual({ connected: "3", connecting: "0", waiting: "1", stopped: "0" });
    await expect
      .poll(async () => Number((await query("midwatch_samples_total"))[""] ?? 0), { timeout: 20_000 })
      .toBeGreaterThan(500);
    await expect.poll(() => query("midwatch_store_problem"), { timeout: 20_000 }).toEqual({ "": "0" });
  });

  it("passes promtool's lint", async () => {
    const text = await (
      await fetch(`${midwatch.origin}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    ).text();
    const promtool = join(dirname(prometheusProgram ?? ""), "promtool");
    const said = await new Promise<string>((resolve) => {
      const child = execFile(promtool, ["check", "metrics"], (error, stdout, stderr) =>
        resolve(error ? `${error.message}${stdout}${stderr}` : stdout + stderr),
      );
      child.stdin?.end(text);
    });
    expect(said).toBe("");
  });

  it("refuses without the token", async () => {
    expect((await fetch(`${midwatch.origin}/metrics`)).status).toBe(401);
    expect((await fetch(`${midwatch.origin}/healthz`)).status).toBe(200);
  });
});
