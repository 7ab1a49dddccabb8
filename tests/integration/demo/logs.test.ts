import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDemoFleet, type DemoFleet } from "../../../electron/demo/createDemoFleet.ts";
import { createLogsService } from "../../../electron/services/logs/createLogsService.ts";
import { createHostLogs } from "../../../electron/services/logs/hosts/createHostLogs.ts";
import type { SshConnection } from "../../../electron/services/ssh/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import { parseWorkspace } from "../../../shared/domain/workspace/parse.ts";
import { createSshdLab, type SshdLab } from "../../harness/sshd.ts";
import { createClient, workspaceHost } from "../../harness/sshService.ts";

let folder: string;
let lab: SshdLab;
let fleet: DemoFleet;
const connections = new Map<string, SshConnection>();
const logs = createLogsService({ clock: systemClock });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-demo-logs-"));
  lab = createSshdLab();
  fleet = await createDemoFleet({ folder, hosts: 12, seed: 7, clock: systemClock });
  const { ssh } = createClient(lab, { config: readFileSync(fleet.sshConfigFile, "utf8") });
  await Promise.all(
    fleet.hosts
      .filter(({ port }) => port !== 1)
      .map(async ({ name }) => connections.set(name, await ssh.connect(workspaceHost(name), {}))),
  );
  const { file } = parseWorkspace(readFileSync(join(fleet.workspaceFolder, "midwatch.yaml"), "utf8"), "midwatch.yaml");
  logs.setSources([
    createHostLogs({
      clock: systemClock,
      connections: { of: (host) => connections.get(host) ?? null },
      nonce: () => randomBytes(8).toString("hex"),
      hosts: (file?.hosts ?? []).map(({ name }) => name),
      logs: file?.logs ?? [],
    }),
  ]);
});

afterAll(async () => {
  for (const connection of connections.values()) connection.close();
  await fleet.close();
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
});

const query = (filter: string) =>
  logs.query(
    {
      filter: parseFilter(filter),
      sources: null,
      hosts: null,
      startMs: Date.now() - 900_000,
      endMs: Date.now(),
      limit: 5000,
    },
    new AbortController().signal,
  );

test("the fleet's logs are one stream in time order; only the host that is down is missing", async () => {
  const answer = await query("");
  expect(answer.lines.length).toBeGreaterThan(1000);
  for (let i = 1; i < answer.lines.length; i += 1) {
    expect(answer.lines[i]?.timeMs).toBeGreaterThanOrEqual(answer.lines[i - 1]?.timeMs ?? 0);
  }
  expect(new Set(answer.lines.map(({ host }) => host)).size).toBeGreaterThan(6);
  expect(answer.problems.map(({ code }) => code)).toEqual(["UNAVAILABLE"]);
});

test("the lost GPU's Xid and the tracebacks it led to, each as one record", async () => {
  const xid = await query('"fallen off the bus"');
  expect(xid.lines).toHaveLength(1);
  expect(xid.lines[0]).toMatchObject({ level: "error", stream: "kernel" });
  const failures = await query("AcceleratorError level:error");
  expect(failures.lines.length).toBeGreaterThan(3);
  expect(failures.lines.every(({ text }) => text.includes("Traceback") && text.endsWith("encountered"))).toBe(true);
});

test("fields of JSON lines", async () => {
  const timeouts = await query("status=504");
  expect(timeouts.lines.length).toBeGreaterThan(0);
  expect(timeouts.lines[0]).toMatchObject({ level: "error", message: expect.stringContaining("upstream timeout") });
});

test("live lines of all hosts come merged", async () => {
  const stop = new AbortController();
  const times: number[] = [];
  for await (const { lines } of logs.tail({ filter: parseFilter(""), sources: null, hosts: null }, stop.signal)) {
    times.push(...lines.map(({ timeMs }) => timeMs));
    if (times.length > 50) break;
  }
  stop.abort();
  expect(Math.min(...times)).toBeGreaterThan(Date.now() - 20_000);
});
