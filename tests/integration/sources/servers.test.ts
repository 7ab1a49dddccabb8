import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { serversHandlers } from "../../../electron/host/handlers/servers.ts";
import { createServerWatch } from "../../../electron/host/serverWatch.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { createEncryptedFileSecrets } from "../../../electron/services/store/encryptedFileSecrets.ts";
import type { SecretStore } from "../../../electron/services/store/types.ts";
import { createWorkspaceStore } from "../../../electron/services/store/workspaceStore.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import type { WorkspaceSource } from "../../../shared/domain/workspace/source.ts";
import { type ServerList, workspaceServer } from "../../../shared/domain/workspace/workspaceServer.ts";
import { operator } from "../../builders/callers.ts";
import { startElasticsearch } from "../../doubles/elasticsearchServer.ts";
import { startLoki } from "../../doubles/lokiServer.ts";
import { startAlertmanager } from "../../harness/alertmanager.ts";
import { startGrafana } from "../../harness/grafana.ts";
import { startPrometheus } from "../../harness/prometheus.ts";
import { requireTool } from "../../harness/requireTool.ts";
import { until } from "../../harness/until.ts";

const alertmanager = requireTool("alertmanager");
const prometheus = requireTool("prometheus");
const promtool = requireTool("promtool");

const { signal } = new AbortController();
const ends: (() => unknown)[] = [];
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-servers-"));
  file = join(folder, "midwatch.yaml");
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

/** The console's own parts over a workspace in a folder. */
async function setUp(text = "version: 1\nname: x\nhosts:\n  - name: gpu-a01\n") {
  writeFileSync(file, text);
  const clock = systemClock;
  const secrets = await createEncryptedFileSecrets({ file: join(folder, "secrets.json"), passphrase: null });
  const httpWith = (from: Pick<SecretStore, "get">) =>
    createHttpService({ secrets: from, workspaceFolder: folder, dial: dialServer(() => null) });
  const workspace = createWorkspaceStore({ folder, clock, log: silentLog });
  const servers = createServerWatch({ clock, http: httpWith(secrets), sources: { servers: [] } });
  ends.push(
    () => workspace.dispose(),
    () => servers.dispose(),
  );
  servers.setServers(workspace.current.file?.sources ?? []);
  workspace.onChange(({ file: now }) => servers.setServers(now?.sources ?? []));
  const handlers = serversHandlers({
    platform: { clock, secrets },
    workspace,
    servers,
    remoteWrite: { states: [] },
    httpWith,
  });
  const probe = (server: object, secretValue: string | null = null) =>
    handlers["servers.probe"]({ server: workspaceServer.parse(server), secretValue }, { signal, caller: operator });
  const save = (server: object, replaces: string | null = null, secretValue: string | null = null) =>
    handlers["servers.save"](
      { server: workspaceServer.parse(server), secretValue, replaces },
      { signal, caller: operator },
    );
  const remove = (name: string, list: ServerList = "sources") =>
    handlers["servers.remove"]({ list, name }, { signal, caller: operator });
  return { secrets, servers, probe, save, remove };
}

const failure = (asked: Promise<unknown>) =>
  asked.then(
    () => "it did not fail",
    (error: unknown) => `${isMidwatchError(error) ? error.code : "?"} ${errorText(error)}`,
  );

/** Answers whoever has the token, and keeps what was sent. */
async function guarded(): Promise<{ readonly url: string; readonly seen: (string | undefined)[] }> {
  const seen: (string | undefined)[] = [];
  const server = createServer(({ headers }, answer) => {
    seen.push(headers.authorization);
    const isIn = headers.authorization === "Bearer night-watch";
    answer.writeHead(isIn ? 200 : 401, { "content-type": isIn ? "application/json" : "text/plain" });
    answer.end(isIn ? JSON.stringify({ status: "success", data: { version: "3.5.3" } }) : "Unauthorized");
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

describe("a server is asked for what it would be used for", () => {
  it.skipIf(alertmanager === null)("Alertmanager", async () => {
    const real = await startAlertmanager(
      alertmanager ?? "",
      "route: { receiver: none }\nreceivers: [{ name: none }]\n",
    );
    ends.push(() => real.stop());
    const { probe } = await setUp();
    const answer = await probe({ kind: "alertmanager", name: "am", url: real.url });
    expect(answer).toEqual({ version: expect.stringMatching(/^\d+\.\d+/), latencyMs: expect.any(Number) });
    expect(await failure(probe({ kind: "loki", name: "logs", url: real.url }))).toMatch(
      /^REMOTE_FAILED logs has no such API/,
    );
  });

  it.skipIf(prometheus === null || promtool === null)("Prometheus", async () => {
    const programs = { prometheus: prometheus ?? "", promtool: promtool ?? "" };
    const real = await startPrometheus(programs, join(folder, "prometheus"), []);
    ends.push(() => real.stop());
    const { probe } = await setUp();
    expect(await probe({ kind: "prometheus", name: "eu", url: real.url })).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/),
    });
  });

  it("Loki, tenants included", async () => {
    const loki = await startLoki({ tenants: true });
    ends.push(() => loki.stop());
    const { probe } = await setUp();
    const server = { kind: "loki", name: "logs", url: loki.url };
    expect(await failure(probe(server))).toMatch(/^FORBIDDEN logs has tenants/);
    expect(await probe({ ...server, headers: { "X-Scope-OrgID": "llm" } })).toMatchObject({ version: "3.4.6" });
  });

  it("Elasticsearch, and whether its indices can be read", async () => {
    const elastic = await startElasticsearch({ "@timestamp": "date" });
    ends.push(() => elastic.stop());
    const { probe } = await setUp();
    const server = { kind: "elasticsearch", name: "es", url: elastic.url };
    expect(await probe(server)).toMatchObject({ version: "9.1.0" });
    elastic.setFault({ status: 200, body: JSON.stringify({ indices: [], fields: {} }) });
    expect(await failure(probe(server))).toMatch(/^NOT_FOUND es has no index called logs-/);
  });

  it("Grafana, and whether its dashboards can be listed", async () => {
    const grafana = await startGrafana({ dashboards: new Map(), tokens: ["glsa_1"], path: "/ops" });
    ends.push(() => grafana.stop());
    const { probe, save, remove } = await setUp();
    const server = { kind: "grafana", name: "boards", url: `http://127.0.0.1:${grafana.port}` };
    expect(await failure(probe(server))).toMatch(/^REMOTE_FAILED boards answered with a page instead of data/);
    const named = { ...server, url: `${server.url}/ops`, auth: { bearer: "secret:boards" } };
    expect(await failure(probe(named, "glsa_0"))).toMatch(/^FORBIDDEN boards does not accept the sign-in/);
    expect(await probe(named, "glsa_1")).toMatchObject({ latencyMs: expect.any(Number) });
    const before = readFileSync(file, "utf8");
    await save(named, null, "glsa_1");
    expect(readFileSync(file, "utf8")).toContain("grafana:\n  - name: boards\n");
    await remove("boards", "grafana");
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it.skipIf(prometheus === null || promtool === null)("a receiver of remote write, which gets no sample", async () => {
    const programs = { prometheus: prometheus ?? "", promtool: promtool ?? "" };
    const deaf = await startPrometheus(programs, join(folder, "deaf"), []);
    const real = await startPrometheus(programs, join(folder, "real"), [], {
      arguments: ["--web.enable-remote-write-receiver"],
    });
    ends.push(
      () => deaf.stop(),
      () => real.stop(),
    );
    const { probe } = await setUp();
    const receiver = (url: string) => ({ kind: "remoteWrite", name: "store", url: `${url}/api/v1/write` });
    expect(await probe(receiver(real.url))).toMatchObject({ version: null });
    expect(await failure(probe(receiver(deaf.url)))).toMatch(
      /^NOT_FOUND store answered 404.*nothing takes remote write/,
    );
  });

  it("one that is not there is said so", async () => {
    const { probe } = await setUp();
    expect(await failure(probe({ kind: "prometheus", name: "eu", url: "http://127.0.0.1:1" }))).toMatch(
      /^UNAVAILABLE /,
    );
  });
});

it("is saved with its secret, watched at once, changed and removed; the value is in no file", async () => {
  const { url } = await guarded();
  const { save, remove, servers, secrets } = await setUp();
  const server = { kind: "prometheus", name: "mimir", url, auth: { bearer: "secret:mimir-token" } };
  await save(server, null, "night-watch");
  expect(await secrets.get("mimir-token")).toBe("night-watch");
  await until(() => servers.list[0]?.state.kind === "ok");
  expect(servers.list[0]?.state).toMatchObject({ kind: "ok", version: "3.5.3" });
  expect(readFileSync(file, "utf8")).not.toContain("night-watch");

  await save({ ...server, name: "eu" }, "mimir");
  await until(() => servers.list[0]?.server.name === "eu");
  expect(readFileSync(file, "utf8")).not.toContain("name: mimir");
  await remove("eu");
  await until(() => servers.list.length === 0);
  expect(readFileSync(file, "utf8")).toBe("version: 1\nname: x\nhosts:\n  - name: gpu-a01\n");
});

it("a kept secret goes nowhere but where the workspace sends it", async () => {
  const [own, other] = [await guarded(), await guarded()];
  const { save, probe } = await setUp();
  const server = { kind: "prometheus", name: "eu", url: own.url, auth: { bearer: "secret:token" } };
  await save(server, null, "night-watch");
  expect(await probe({ ...server, url: `${own.url}/prometheus` })).toMatchObject({ version: "3.5.3" });

  const elsewhere = { ...server, url: other.url };
  expect(await failure(probe(elsewhere))).toMatch(/^FORBIDDEN The secret token is not used at/);
  expect(await failure(save(elsewhere, "eu"))).toMatch(/^FORBIDDEN/);
  expect(await failure(probe({ ...server, via: "gpu-a01" }))).toMatch(/^FORBIDDEN/);
  expect(other.seen).toEqual([]);
  expect(await probe(elsewhere, "night-watch")).toMatchObject({ version: "3.5.3" });
});

it("what clashes with the rest of the file changes nothing", async () => {
  const text = `version: 1
name: x
sources:
  - { kind: prometheus, name: eu, url: "http://127.0.0.1:1" }
services:
  - { name: chat, targets: '{job="vllm"}', source: eu }
`;
  const { save, remove } = await setUp(text);
  const server: WorkspaceSource = { kind: "prometheus", name: "eu", url: "http://127.0.0.1:1" };
  expect(await failure(save(server))).toBe(
    "WORKSPACE_INVALID The name eu is used twice under sources. Nothing was changed",
  );
  expect(await failure(save({ ...server, name: "us", via: "gpu-z99" }))).toMatch(
    /No host of this workspace is called gpu-z99/,
  );
  expect(await failure(remove("eu"))).toMatch(/^WORKSPACE_INVALID No source of metrics is called eu/);
  expect(await failure(save({ ...server, name: "us" }, "eu"))).toMatch(/^WORKSPACE_INVALID/);
  expect(readFileSync(file, "utf8")).toBe(text);
});
