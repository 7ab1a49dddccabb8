import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./freePort.ts";

const readyMs = 15_000;

export interface Alertmanager {
  readonly url: string;
  /** Its own API v2, without the console between; undefined for an empty body. */
  api(path: string, method?: "GET" | "POST" | "DELETE", body?: unknown): Promise<unknown>;
  /** Ends as it does by itself and starts over what it has kept, under the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A real server on the loopback, alone, with that configuration. */
export async function startAlertmanager(program: string, configuration: string): Promise<Alertmanager> {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-alertmanager-"));
  const file = join(folder, "alertmanager.yml");
  writeFileSync(file, configuration);
  const port = await freePort();
  const start = () =>
    spawn(
      program,
      [
        `--config.file=${file}`,
        `--storage.path=${folder}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--cluster.listen-address=",
      ],
      { stdio: "ignore" },
    );
  let server = start();
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

  async function end(): Promise<void> {
    if (server.exitCode !== null) return;
    const exited = once(server, "exit");
    server.kill("SIGTERM");
    await exited;
  }

  async function stop(): Promise<void> {
    await end();
    rmSync(folder, { recursive: true, force: true });
  }

  async function ready(): Promise<void> {
    const endMs = performance.now() + readyMs;
    const answers = () =>
      api("/status").then(
        () => true,
        () => false,
      );
    while (!(await answers())) {
      if (performance.now() > endMs || server.exitCode !== null) {
        await stop();
        throw new Error("Alertmanager did not get ready");
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function restart(): Promise<void> {
    await end();
    server = start();
    await ready();
  }

  await ready();
  return { url, api, restart, stop };
}
