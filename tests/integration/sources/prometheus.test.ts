import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { panelStream } from "../../../electron/host/panelStream.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { createPrometheusSource } from "../../../electron/services/sources/prometheus/createPrometheusSource.ts";
import type { ServerSource } from "../../../electron/services/sources/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import type { PrometheusSource } from "../../../shared/domain/workspace/source.ts";
import { answering } from "../../harness/answering.ts";
import { selfSigned } from "../../harness/certificate.ts";
import { freePort } from "../../harness/freePort.ts";
import { type Prometheus, startPrometheus } from "../../harness/prometheus.ts";
import { requireTool } from "../../harness/requireTool.ts";
import { createSshdLab, hasSshd, type SshdLab } from "../../harness/sshd.ts";
import { createClient, hostBlock, workspaceHost } from "../../harness/sshService.ts";
import { until } from "../../harness/until.ts";

const prometheus = requireTool("prometheus");
const promtool = requireTool("promtool");
const victoriaMetrics = requireTool("victoria-metrics");

const stepMs = 15_000;
/** On a step, and in the past for good. */
const startMs = Math.floor(Date.UTC(2026, 10, 20, 2) / stepMs) * stepMs;
const minutes = 30;
const endMs = startMs + minutes * 60_000;
const jobs = ["a", "b"];

function* series() {
  for (const [index, job] of jobs.entries()) {
    const samples = Array.from({ length: minutes * 4 + 1 }, (_, row): [number, number] => [
      startMs + row * stepMs,
      row * (index + 1),
    ]);
    yield { name: "requests_total", labels: { job }, samples };
  }
}

/** `night-watch`, as the server keeps it. */
const passwordHash = "$2b$04$abcdefghijklmnopqrstuucsg3iD4D9TDz7xjq3FFLgh.BBcDl0hO";
const secrets = new Map([
  ["good", "night-watch"],
  ["bad", "day-watch"],
]);

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function source(
  url: string,
  more: Partial<PrometheusSource> = {},
  connectionOf: Parameters<typeof dialServer>[0] = () => null,
): ServerSource {
  const http = createHttpService({
    secrets: { get: async (name) => secrets.get(name) ?? null },
    workspaceFolder: "/",
    dial: dialServer(connectionOf),
  });
  const made = createPrometheusSource({ kind: "prometheus", name: "eu", url, ...more }, { http, clock: systemClock });
  ends.push(() => made.dispose());
  return made;
}

const failure = (request: Promise<unknown>) =>
  request.then(
    () => "it did not fail",
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  );
const range = { startMs, endMs, stepMs };

/** Tells what a live panel shows after each of its answers: the newest value, or why there is none. */
async function watchPanel(
  asked: ServerSource,
  query: { readonly id: string; readonly expr: string; readonly source: string },
  signal: AbortSignal,
  tell: (said: string) => void,
): Promise<void> {
  const request = { queries: [query], rangeMs: 10_000, stepMs: 500, instant: true };
  const items = panelStream(request, { clock: systemClock, sources: { get: () => asked }, signal });
  try {
    for await (const { results } of items) {
      const [result] = results;
      if (result) tell(result.kind === "error" ? result.message : String(result.frame.values[0]?.at(-1) ?? "nothing"));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** What every server must answer about the same samples. */
async function expectAnswers(asked: ServerSource): Promise<void> {
  const { frame } = await asked.queryRange({ expr: 'requests_total{job="b"}', ...range });
  expect(frame.series).toEqual([{ name: "requests_total", labels: { job: "b" } }]);
  expect([...frame.timesMs]).toEqual(Array.from({ length: minutes * 4 + 1 }, (_, row) => startMs + row * stepMs));
  expect([...(frame.values[0] ?? [])]).toEqual(Array.from({ length: minutes * 4 + 1 }, (_, row) => row * 2));

  const total = await asked.queryInstant({ expr: "sum(requests_total)", timeMs: endMs });
  expect(total).toMatchObject({ kind: "vector", samples: [{ value: minutes * 4 * 3 }] });
  const window = [startMs, endMs] as const;
  expect(await asked.labelNames(["requests_total"], ...window)).toEqual(["__name__", "job"]);
  expect(await asked.labelValues("job", [], ...window)).toEqual(jobs);
  expect((await asked.series(['{job="a"}'], ...window)).map(({ name, labels }) => [name, labels])).toEqual([
    ["requests_total", { job: "a" }],
  ]);
  expect((await asked.metadata()).size).toBeGreaterThanOrEqual(0);
  await until(() => asked.state.kind === "ok");
}

describe.skipIf(prometheus === null || promtool === null)("a real Prometheus", () => {
  const programs = { prometheus: prometheus ?? "", promtool: promtool ?? "" };
  let folder: string;
  let server: Prometheus;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-prometheus-"));
    server = await startPrometheus(programs, join(folder, "plain"), series(), {
      arguments: ["--query.max-samples=20000"],
    });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("answers everything that is asked of a source, and tells its version", async () => {
    const asked = source(server.url);
    await expectAnswers(asked);
    expect(asked.state).toMatchObject({ kind: "ok", version: expect.stringMatching(/^\d+\.\d+/) });
  });

  it("is asked for no more points than it gives", async () => {
    const asked = source(server.url);
    const { frame, infos } = await asked.queryRange({
      expr: "vector(1)",
      startMs,
      endMs: startMs + 11_000_500,
      stepMs: 1000,
    });
    expect(frame.timesMs.length).toBeGreaterThan(5_000);
    expect(frame.timesMs.length).toBeLessThanOrEqual(11_000);
    expect(infos).toEqual(["Answered every 2 s: eu gives 11000 points at most"]);
  });

  it("refuses in its own words, at the place, and is not down for it", async () => {
    const asked = source(server.url);
    await until(() => asked.state.kind === "ok");
    const error: unknown = await asked.queryRange({ expr: "sum(requests_total) +", ...range }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "BAD_QUERY", detail: { position: { start: 21 } } });
    expect(
      await failure(asked.queryRange({ expr: "requests_total * on() group_left requests_total", ...range })),
    ).toMatch(/^BAD_QUERY .*many-to-many|found duplicate series/);
    expect(await failure(asked.queryRange({ expr: "requests_total[30m:1s]", ...range }))).toMatch(/^BAD_QUERY/);
    expect(
      await failure(asked.queryInstant({ expr: "max_over_time(requests_total[30m:1ms])", timeMs: endMs })),
    ).toMatch(/^LIMIT/);
    expect(asked.state.kind).toBe("ok");
  });

  it("is told as down while it is away, and found again at the same address", async () => {
    const port = await freePort();
    const data = join(folder, "restarted");
    const first = await startPrometheus(programs, data, series(), { port });
    const asked = source(first.url);
    await until(() => asked.state.kind === "ok");
    await first.stop();
    expect(await failure(asked.queryRange({ expr: "requests_total", ...range }))).toMatch(/^UNAVAILABLE/);
    await until(() => asked.state.kind === "down", 15_000);
    expect(asked.state).toMatchObject({ reason: expect.stringContaining(`127.0.0.1:${port}`) });
    const second = await startPrometheus(programs, data, series(), { port });
    ends.push(() => second.stop());
    await expectAnswers(asked);
  });

  it("is told as not ready while it replays its log, and panels go on by themselves after it", async () => {
    const port = await freePort();
    const data = join(folder, "replaying");
    const configuration = `scrape_configs:
  - job_name: self
    scrape_interval: 1s
    static_configs: [{ targets: ["127.0.0.1:${port}"] }]
`;
    const first = await startPrometheus(programs, data, [], { port, configuration });
    const asked = source(first.url);
    const shown: string[] = [];
    const ended = new AbortController();
    ends.push(() => ended.abort());
    const query = { id: "a", expr: "up", source: "eu" };
    void watchPanel(asked, query, ended.signal, (said) => shown.at(-1) === said || shown.push(said));
    await until(() => shown.at(-1) === "1", 30_000);
    const measuredMs = Date.now();
    await first.stop();

    // The next part of the log is a pipe: the replay waits there until it ends.
    const pipe = join(data, "data/wal/00000001");
    execFileSync("mkfifo", [pipe]);
    const second = await startPrometheus(programs, data, [], { port, configuration, until: "Replaying WAL" });
    ends.push(() => second.stop());
    await until(() => shown.at(-1)?.includes("eu is not ready (Service Unavailable)") === true, 30_000);
    await until(() => asked.state.kind === "down" && asked.state.reason.includes("eu is not ready"), 30_000);

    await writeFile(pipe, "");
    await until(() => shown.at(-1) === "1", 30_000);
    await until(() => asked.state.kind === "ok", 30_000);
    expect(await asked.queryInstant({ expr: "up", timeMs: measuredMs })).toMatchObject({ samples: [{ value: 1 }] });
  }, 120_000);

  it("is reached over TLS with a password, and tells what is wrong with either", async () => {
    const { certFile, fingerprint } = selfSigned(folder, "server", ["IP:127.0.0.1"]);
    const secured = await startPrometheus(programs, join(folder, "secured"), series(), {
      webConfig: [
        `tls_server_config: { cert_file: ${certFile}, key_file: ${certFile.replace(/crt$/, "key")} }`,
        `basic_auth_users: { ops: "${passwordHash}" }`,
      ].join("\n"),
    });
    ends.push(() => secured.stop());
    const auth = (password: string) => ({ basic: { user: "ops", password: `secret:${password}` } });
    await expectAnswers(source(secured.url, { auth: auth("good"), tls: { ca: certFile } }));
    await expectAnswers(source(secured.url, { auth: auth("good"), tls: { fingerprint } }));

    const query = { expr: "up", ...range };
    const wrong = source(secured.url, { auth: auth("bad"), tls: { ca: certFile } });
    expect(await failure(wrong.queryRange(query))).toMatch(/^FORBIDDEN eu does not accept the sign-in/);
    await until(() => wrong.state.kind === "down");
    expect(await failure(source(secured.url, { auth: auth("good") }).queryRange(query))).toMatch(/^TLS_UNTRUSTED/);
    expect(await failure(source(secured.url, { auth: auth("none"), tls: { ca: certFile } }).queryRange(query))).toMatch(
      /^NOT_FOUND The secret none has no value/,
    );
  });

  it.skipIf(!hasSshd())("is reached through a host's SSH connection", async () => {
    const lab: SshdLab = createSshdLab();
    ends.push(() => lab.stop());
    const sshd = await lab.start();
    lab.write("known_hosts", lab.knownHostsLine(sshd));
    const { ssh } = createClient(lab, { config: hostBlock(lab, "bastion", sshd) });
    ends.push(() => ssh.dispose());
    const connection = await ssh.connect(workspaceHost("bastion"), {});
    ends.push(() => connection.close());
    const asked = source(server.url, { via: "bastion" }, () => connection);
    await expectAnswers(asked);
  });
});

describe.skipIf(victoriaMetrics === null)("a real VictoriaMetrics", () => {
  let folder: string;
  let url: string;
  let server: ChildProcess;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-victoria-"));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = spawn(
      victoriaMetrics ?? "",
      [
        `-storageDataPath=${folder}`,
        `-httpListenAddr=127.0.0.1:${port}`,
        "-retentionPeriod=100y",
        "-search.latencyOffset=0s",
      ],
      { stdio: "ignore" },
    );
    await answering(`${url}/health`);
    const lines = [...series()].map(({ name, labels, samples }) =>
      JSON.stringify({
        metric: { __name__: name, ...labels },
        timestamps: samples.map(([timeMs]) => timeMs),
        values: samples.map(([, value]) => value),
      }),
    );
    await fetch(`${url}/api/v1/import`, { method: "POST", body: lines.join("\n") });
    await fetch(`${url}/internal/force_flush`);
  }, 30_000);
  afterAll(async () => {
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  it("answers the same", async () => {
    await expectAnswers(source(url));
  });

  it("refuses in its own words, and is not down for it", async () => {
    const asked = source(url);
    await until(() => asked.state.kind === "ok");
    expect(await failure(asked.queryRange({ expr: "sum(requests_total", ...range }))).toMatch(/^BAD_QUERY/);
    expect(asked.state.kind).toBe("ok");
  });
});

describe("what stands before a server", () => {
  async function proxy(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    ends.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const envelope = (data: unknown) => JSON.stringify({ status: "success", data });
  const matrix = envelope({
    resultType: "matrix",
    result: [{ metric: { job: "a" }, values: [[startMs / 1000, "1"]] }],
  });

  it("and lets no POST through gets GETs, from then on at once", async () => {
    const asked: string[] = [];
    const url = await proxy(({ method = "", url: path = "", headers }, answer) => {
      if (path.includes("buildinfo")) return answer.end(envelope({ version: "1" }));
      asked.push(`${method} ${path.split("?")[0]} ${headers["x-scope-orgid"]}`);
      return method === "POST" ? answer.writeHead(405).end("Method Not Allowed") : answer.end(matrix);
    });
    const through = source(`${url}/prometheus`, { headers: { "X-Scope-OrgID": "gpu" } });
    expect((await through.queryRange({ expr: "a", ...range })).frame.series).toHaveLength(1);
    await through.queryRange({ expr: "b", ...range });
    const path = "/prometheus/api/v1/query_range gpu";
    expect(asked).toEqual([`POST ${path}`, `GET ${path}`, `GET ${path}`]);
  });

  it("a log that is still replayed is waited for without a word of it in the answer", async () => {
    let ready = false;
    const url = await proxy((_request, answer) =>
      ready ? answer.end(matrix) : answer.writeHead(503, { "content-type": "text/plain" }).end("Service Unavailable"),
    );
    const asked = source(url);
    expect(await failure(asked.queryRange({ expr: "a", ...range }))).toMatch(/^UNAVAILABLE eu is not ready/);
    ready = true;
    expect((await asked.queryRange({ expr: "a", ...range })).frame.series).toHaveLength(1);
  });
});
