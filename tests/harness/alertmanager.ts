import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./freePort.ts";

const readyMs = 15_000;

export interface Alertmanager {
  readonly url: string;
  /** Its own API v2, without the console between; undefined for an empty body. */
  api(path: string, method?: "GET" | "POST" | "DELETE", body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** A real server on the loopback, alone, with that configuration. */
export async function startAlertmanager(program: string, configuration: string): Promise<Alertmanager> {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-alertmanager-"));
  const file = join(folder, "alertmanager.yml");
  writeFileSync(file, configuration);
  const port = await freePort();
  const server = spawn(
    program,
    [
      `--config.file=${file}`,
      `--storage.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
    ],
    { stdio: "ignore" },
  );
  const exited = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const url = `http://127.0.0.1:${port}`;

  async function api(path: string, method: "GET" | "POST" | "DELETE" = "GET", body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/api/v2${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  async function stop(): Promise<void> {
    if (server.exitCode === null) server.kill("SIGTERM");
    await exited;
    rmSync(folder, { recursive: true, force: true });
  }

  const endMs = performance.now() + readyMs;
  while (
    !(await api("/status").then(
      () => true,
      () => false,
    ))
  ) {
    if (performance.now() > endMs || server.exitCode !== null) {
      await stop();
      throw new Error("Alertmanager did not get ready");
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { url, api, stop };
}
