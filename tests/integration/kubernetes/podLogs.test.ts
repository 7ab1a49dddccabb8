import { afterEach, describe, expect, test } from "vitest";
import type { LoggedLine } from "../../../electron/demo/kubernetes/podLogs.ts";
import { resourceTypes } from "../../../electron/demo/kubernetes/resources.ts";
import { createPodLogs } from "../../../electron/services/logs/pods/createPodLogs.ts";
import type { LogGap, LogProblem } from "../../../electron/services/logs/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import type { PodSource } from "../../../shared/domain/logs/podSource.ts";
import { deploymentOf, podOf, startKubernetes } from "../../doubles/kubernetesServer.ts";
import { openCluster } from "../../harness/kubernetesClient.ts";
import { until } from "../../harness/until.ts";

const { pods, deployments, daemonSets } = resourceTypes;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const web: PodSource = { cluster: "eu", namespace: "serving", pods: { selector: "app=web" } };
const baseMs = Date.parse("2026-11-20T12:00:00Z");
const never = new AbortController().signal;

/** Two pods of which each has the lines that a test writes; `before` are those of a container that ended. */
async function start(restarts = 0) {
  const written = new Map<string, LoggedLine[]>([
    ["web-1", []],
    ["web-2", []],
  ]);
  const before: LoggedLine[] = [];
  const server = await startKubernetes({
    podLog: (pod, { previous, fromMs, toMs }) =>
      pod.metadata.name === "web-3"
        ? null
        : (previous ? before : (written.get(pod.metadata.name) ?? [])).filter(
            ({ atMs }) => atMs >= fromMs && atMs < toMs,
          ),
  });
  server.store.create(pods, podOf("web-1", { node: "gpu-a01", restarts }));
  server.store.create(pods, podOf("web-2", { node: "gpu-a02" }));
  const { cluster, stop } = openCluster(server.kubeconfig());
  ends.push(() => server.stop(), stop);
  await until(() => cluster.state.kind === "ok");
  const source = (of = web) => createPodLogs(of, { api: cluster.api, clock: systemClock, random: () => 0 });
  const write = (pod: string, atMs: number, text: string) => written.get(pod)?.push({ atMs, text });
  const query = (
    more: { filter?: string; hosts?: readonly string[]; startMs?: number; endMs?: number; limit?: number } = {},
    of = web,
  ) => {
    const { filter = "", hosts = null, startMs = baseMs, endMs = systemClock.nowMs(), limit = 1000 } = more;
    return source(of).query({ filter: parseFilter(filter), hosts, startMs, endMs, limit }, never);
  };
  return { server, source, write, before, query };
}

describe("a window of pods' logs", () => {
  test("is one stream by time, each line with its pod, node and workload", async () => {
    const { write, query } = await start();
    write("web-1", baseMs + 1000, "ERROR out of memory");
    write("web-2", baseMs + 2000, '{"level":"info","message":"ready"}');
    write("web-1", baseMs + 3000, "WARN queue is full");
    const { lines, problems, completeFromMs } = await query();
    expect(lines).toMatchObject([
      {
        timeMs: baseMs + 1000,
        level: "error",
        host: "gpu-a01",
        stream: "web-1/main",
        source: "pods:eu/serving/app=web",
      },
      { host: "gpu-a02", level: "info", message: "ready", fields: { pod: "web-2", service: "web" } },
      { text: "WARN queue is full", fields: { namespace: "serving", container: "main" } },
    ]);
    expect(problems).toEqual([]);
    expect(completeFromMs).toBe(baseMs);
  });

  test("ends where it is asked to, is filtered, and narrowed to hosts", async () => {
    const { write, query } = await start();
    for (let second = 0; second < 10; second += 1) write("web-1", baseMs + second * 1000, `request ${second}`);
    write("web-2", baseMs + 500, "request of another pod");
    const { lines } = await query({ startMs: baseMs + 2500, endMs: baseMs + 5000 });
    expect(lines.map(({ text }) => text)).toEqual(["request 3", "request 4"]);
    expect((await query({ filter: "another" })).lines).toHaveLength(1);
    expect((await query({ hosts: ["gpu-a02"] })).lines).toHaveLength(1);
  });

  test("of more lines than asked for is the newest, and says from when it is whole", async () => {
    const { write, query } = await start();
    for (let second = 0; second < 10; second += 1) write("web-1", baseMs + second * 1000, `request ${second}`);
    const { lines, completeFromMs } = await query({ limit: 4 });
    expect(lines.at(-1)?.text).toBe("request 9");
    expect(completeFromMs).toBeGreaterThan(baseMs + 5000);
  });

  test("holds the last words of the container before", async () => {
    const { write, before, query } = await start(3);
    before.push({ atMs: baseMs + 1000, text: "FATAL killed" });
    write("web-1", baseMs + 9000, "starting");
    expect((await query()).lines).toMatchObject([
      { stream: "web-1/main (before)", text: "FATAL killed" },
      { stream: "web-1/main" },
    ]);
  });

  test("of a workload is that of the pods it has now; one that is not there is said", async () => {
    const { server, write, query } = await start();
    const of = (workload: string): PodSource => ({ ...web, pods: { workload } });
    server.store.create(deployments, deploymentOf("web", 2));
    write("web-2", baseMs, "fine");
    const { lines } = await query({}, of("deployment/web"));
    expect(lines).toMatchObject([{ text: "fine", source: "workload:eu/serving/deployment/web" }]);
    await expect(query({}, of("deployment/gone"))).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("gone"),
    });
    server.store.create(daemonSets, { metadata: { name: "all", namespace: "serving" }, spec: { selector: {} } });
    await expect(query({}, of("daemonset/all"))).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: "Which pods daemonset/all has cannot be told by labels",
    });
  });

  test("a pod that may not be read is a problem by its name, the other is read", async () => {
    const { server, write, query } = await start();
    write("web-2", baseMs, "fine");
    server.refuse(({ subresource, name }) => subresource === "log" && name === "web-1");
    const { lines, problems } = await query();
    expect(lines.map(({ text }) => text)).toEqual(["fine"]);
    expect(problems).toMatchObject([
      { where: "web-1/main", code: "FORBIDDEN", message: expect.stringContaining("pods/log") },
    ]);
    server.store.create(pods, podOf("web-3"));
    const unreached = await query({}, { ...web, pods: { name: "web-3" } });
    expect(unreached.problems).toMatchObject([{ message: expect.stringContaining("no preferred addresses found") }]);
    await expect(query({}, { ...web, pods: { name: "gone" } })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

test("live lines come once, over a lost connection", async () => {
  const { server, source, write } = await start();
  const lines: LogLine[] = [];
  const problems: (readonly LogProblem[])[] = [];
  const stop = new AbortController();
  const sink = {
    began: () => {},
    lines: (found: readonly LogLine[]) => void lines.push(...found),
    gap: (_gap: LogGap) => {},
    problems: (found: readonly LogProblem[]) => void problems.push(found),
  };
  const tailing = source().tail({ filter: parseFilter(""), hosts: null }, sink, stop.signal);
  ends.push(async () => {
    stop.abort();
    await tailing;
  });
  const texts = () => lines.map(({ text }) => text);
  await until(() => server.calls.filter(({ subresource }) => subresource === "log").length === 2);
  write("web-1", systemClock.nowMs() + 50, "first");
  await until(() => texts().includes("first"));
  await server.goAway();
  await until(() => problems.some((found) => found.length > 0));
  await server.comeBack();
  write("web-1", systemClock.nowMs() + 50, "second");
  await until(() => texts().includes("second"));
  expect(texts().filter((text) => text === "first")).toHaveLength(1);
  await until(() => problems.at(-1)?.length === 0);
});
