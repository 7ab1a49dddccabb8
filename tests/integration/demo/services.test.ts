import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDemoFleet, type DemoFleet } from "../../../electron/demo/createDemoFleet.ts";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/types.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { type ContractClient, createContractClient } from "../../../shared/contract/client.ts";
import { type Contract, contract } from "../../../shared/contract/contract.ts";
import type { Item } from "../../../shared/contract/define.ts";
import type { ClientPort } from "../../../shared/contract/port.ts";
import { serviceBoard } from "../../../shared/domain/services/board.ts";
import { comparedFigures } from "../../../shared/domain/services/comparison.ts";
import { serviceScope } from "../../../shared/domain/services/serviceScope.ts";
import { createMemoryPorts } from "../../doubles/memoryPorts.ts";
import { until } from "../../harness/until.ts";

const samplesWorkerFile = fileURLToPath(
  new URL("../../../electron/services/metrics/samplesWorker.ts", import.meta.url),
);
type State = Item<Contract["services.watch"]>["services"][number];
type Facts = Item<Contract["services.facts"]>;

describe("the demo fleet's services, through the whole console", () => {
  let folder: string;
  let fleet: DemoFleet;
  let host: Host;
  let client: ContractClient<Contract>;
  let states: readonly State[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-demo-services-"));
    fleet = await createDemoFleet({ folder, hosts: 16, seed: 1, clock: systemClock });
    host = await createHost({
      shell: "headless",
      version: "0",
      clock: systemClock,
      log: silentLog,
      random: () => 0.1,
      secrets: { persistent: false, get: async () => null, set: async () => {}, delete: async () => {} },
      dataFolder: join(folder, "data"),
      workspaceFolder: fleet.workspaceFolder,
      sshConfigFile: fleet.sshConfigFile,
      demo: true,
      samplesWorkerFile,
      onNetworkChange: new Emitter<void>().event,
    });
    const ports = createMemoryPorts();
    host.accept(ports.server);
    client = createContractClient(contract, ports.client as ClientPort);
    const onItem = ({ services }: Item<Contract["services.watch"]>) => {
      states = services;
    };
    client.open("services.watch", {}, { onItem, onEnd: () => {} });
    await until(() => states.length === 3 && states.every(({ signals }) => signals.requests !== undefined), 40_000);
  });
  afterAll(async () => {
    await host.close();
    await fleet.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const stateOf = (name: string) => states.find(({ definition }) => definition.name === name);

  async function newest(expr: string): Promise<number[]> {
    const nowMs = Date.now();
    const { values } = await client.call("panels.query", { expr, startMs: nowMs, endMs: nowMs, stepMs: 1000 });
    return values.map((column) => column.at(-1) ?? Number.NaN);
  }

  function factsOf(service: string): Promise<Facts> {
    return new Promise((resolve, reject) => {
      const opened = client.open(
        "services.facts",
        { service },
        {
          onItem(facts) {
            opened.dispose();
            resolve(facts);
          },
          onEnd: (error) => reject(error ?? new Error("ended")),
        },
      );
    });
  }

  it("are known by what they tell, and have figures of now", async () => {
    expect(states.map(({ definition, kind, health }) => [definition.name, kind, health.kind])).toEqual([
      ["chat-llm-70b", "vLLM", "ok"],
      ["sonic-avatar", "Triton", "ok"],
      ["llm-gateway", "Web service", "ok"],
    ]);
    const chat = stateOf("chat-llm-70b");
    const [running] = await newest("sum(vllm:num_requests_running)");
    expect(chat?.signals.running).toBeGreaterThan(0.8 * (running ?? 0));
    expect(chat?.signals.kvCache).toBeGreaterThan(0.3);
    expect(chat?.signals.kvCache).toBeLessThanOrEqual(1);
    const { p50 = 0, p95 = 0, p99 = 0 } = chat?.signals ?? {};
    expect(0 < p50 && p50 < p95 && p95 < p99).toBe(true);
    expect(chat?.cost).toMatchObject({ kind: "known", gpus: 32, perHour: expect.closeTo(32 * 2.49, 6) });
    expect(stateOf("sonic-avatar")?.signals.mean).toBeGreaterThan(0.03);
    expect(stateOf("sonic-avatar")?.signals.mean).toBeLessThan(0.1);
    expect(stateOf("llm-gateway")?.cost).toEqual({ kind: "noGpus" });
  });

  it.each(["chat-llm-70b", "sonic-avatar", "llm-gateway"])(
    "of %s every chart of the board has an answer",
    async (name) => {
      const facts = await factsOf(name);
      const definition = stateOf(name)?.definition;
      if (!definition) throw new Error(`${name} is not a service`);
      const queries = serviceBoard(serviceScope(definition, facts, "1m"), facts, () => "none").flatMap(({ panels }) =>
        panels.flatMap((panel) => panel.queries),
      );
      const answers = await Promise.all(queries.map(async ({ expr }) => [expr, (await newest(expr)).length] as const));
      expect(answers.filter(([, series]) => series === 0)).toEqual([]);
    },
  );

  it("has a figure of each release side by side", async () => {
    const facts = await factsOf("chat-llm-70b");
    const definition = stateOf("chat-llm-70b")?.definition;
    if (!definition) throw new Error("chat-llm-70b is not a service");
    expect(facts.versions).toEqual({ label: "version", values: ["v2.18.0", "v2.19.0"] });
    const figures = comparedFigures({ ...serviceScope(definition, facts, "1m"), by: "version" }, facts);
    expect(figures.map(({ id }) => id)).toContain("chat_answer_quality_score");
    for (const { id, expr } of figures) expect([id, (await newest(expr)).length]).toEqual([id, 2]);
  });

  it("say which part of them does not answer when a host dies", async () => {
    fleet.kill("gpu-a01");
    await until(() => stateOf("chat-llm-70b")?.health.kind === "degraded", 40_000);
    expect(stateOf("chat-llm-70b")?.health).toEqual({ kind: "degraded", down: 2, targets: 8 });
    expect(stateOf("sonic-avatar")?.health).toEqual({ kind: "ok" });
  });
});
