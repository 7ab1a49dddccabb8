import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./freePort.ts";

/** One series for the server. */
export interface ExposedSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: Iterable<readonly [timeMs: number, value: number]>;
}

export interface Prometheus {
  readonly url: string;
  readonly pid: number;
  /** The `data` of an answer of its HTTP API; rejects with its error text. */
  ask(path: string, parameters: Readonly<Record<string, string>>): Promise<PrometheusData>;
  stop(): Promise<void>;
}

export interface PrometheusData {
  readonly resultType: string;
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly values: readonly (readonly [seconds: number, value: string])[];
  }[];
}

/** A real server over samples of the past, which promtool makes blocks of; `folder` is its own. */
export async function startPrometheus(
  programs: { readonly prometheus: string; readonly promtool: string },
  folder: string,
  series: Iterable<ExposedSeries>,
  options: {
    readonly port?: number;
    /** TLS and users, as `--web.config.file` has them. */
    readonly webConfig?: string;
    /** Its `prometheus.yml`; rule files are looked for in the folder. */
    readonly configuration?: string;
    readonly arguments?: readonly string[];
    /** What it logs once it is far enough; by default that it answers queries. */
    readonly until?: string;
  } = {},
): Promise<Prometheus> {
  const data = join(folder, "data");
  mkdirSync(data, { recursive: true });
  const text = join(folder, "samples.om");
  // A folder that was used before goes on with what it holds.
  if (writeOpenMetrics(text, series) > 0) {
    execFileSync(programs.promtool, ["tsdb", "create-blocks-from", "openmetrics", "--quiet", text, data], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  const config = join(folder, "prometheus.yml");
  writeFileSync(config, options.configuration ?? "global: {evaluation_interval: 1m}\n");
  const port = options.port ?? (await freePort());
  const webConfig = join(folder, "web.yml");
  if (options.webConfig !== undefined) writeFileSync(webConfig, options.webConfig);
  const server = spawn(
    programs.prometheus,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      "--storage.tsdb.retention.time=100y",
      // No compaction while it is measured.
      "--storage.tsdb.min-block-duration=2h",
      "--storage.tsdb.max-block-duration=2h",
      `--web.listen-address=127.0.0.1:${port}`,
      ...(options.webConfig === undefined ? [] : [`--web.config.file=${webConfig}`]),
      ...(options.arguments ?? []),
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const exited = new Promise((resolve) => server.once("exit", resolve));
  await logged(server.stderr, options.until ?? "Server is ready to receive web requests", exited);
  const url = `${options.webConfig?.includes("tls_server_config") ? "https" : "http"}://127.0.0.1:${port}`;
  return {
    url,
    pid: server.pid ?? 0,
    async ask(path, parameters) {
      const response = await fetch(`${url}/api/v1/${path}`, {
        method: "POST",
        body: new URLSearchParams(parameters),
        signal: AbortSignal.timeout(60_000),
      });
      const body = (await response.json()) as { readonly data?: PrometheusData; readonly error?: string };
      if (!body.data) throw new Error(body.error ?? `${path}: ${response.status}`);
      return body.data;
    },
    async stop() {
      server.kill("SIGKILL");
      await exited;
    },
  };
}

/** Families must be together and samples of a series in order: callers give series by name. Returns how many series there are. */
function writeOpenMetrics(file: string, series: Iterable<ExposedSeries>): number {
  let count = 0;
  const handle = openSync(file, "w");
  let lines: string[] = [];
  const write = () => {
    writeSync(handle, lines.join(""));
    lines = [];
  };
  for (const { name, labels, samples } of series) {
    count += 1;
    const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    for (const [timeMs, value] of samples) lines.push(`${name}{${pairs.join(",")}} ${text(value)} ${timeMs / 1000}\n`);
    if (lines.length > 50_000) write();
  }
  lines.push("# EOF\n");
  write();
  closeSync(handle);
  return count;
}

function text(value: number): string {
  return Number.isFinite(value) ? String(value) : Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

function logged(log: NodeJS.ReadableStream, words: string, exited: Promise<unknown>): Promise<void> {
  let said = "";
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Prometheus did not get ready:\n${said}`)), 30_000);
    log.setEncoding("utf8").on("data", (chunk: string) => {
      said = (said + chunk).slice(-5_000);
      if (!said.includes(words)) return;
      clearTimeout(timer);
      resolve();
    });
    void exited.then(() => {
      clearTimeout(timer);
      reject(new Error(`Prometheus ended:\n${said}`));
    });
  });
}
