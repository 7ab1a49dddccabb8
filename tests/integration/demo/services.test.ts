import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Item } from "../../../shared/contract/define.ts";
import { serviceBoard } from "../../../shared/domain/services/board.ts";
import { comparedFigures } from "../../../shared/domain/services/comparison.ts";
import { serviceScope } from "../../../shared/domain/services/serviceScope.ts";
import { type DemoConsole, startDemoConsole } from "../../harness/demoConsole.ts";
import { until } from "../../harness/until.ts";

type State = Item<Contract["services.watch"]>["services"][number];
type Facts = Item<Contract["services.facts"]>;

describe("the demo fleet's services, through the whole console", () => {
  let demo: DemoConsole;
  let states: readonly State[] = [];

  beforeAll(async () => {
    demo = await startDemoConsole();
    const onItem = ({ services }: Item<Contract["services.watch"]>) => {
      states = services;
    };
    demo.client.open("services.watch", {}, { onItem, onEnd: () => {} });
    await until(() => states.length === 3 && states.every(({ signals }) => signals.requests !== undefined), 40_000);
  });
  afterAll(async () => {
    await demo.stop();
  });

  const stateOf = (name: string) => states.find(({ definition }) => definition.name === name);

  function factsOf(service: string): Promise<Facts> {
    return new Promise((resolve, reject) => {
      const opened = demo.client.open(
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
    const [running] = await demo.newest("sum(vllm:num_requests_running)");
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
      const answers = await Promise.all(
        queries.map(async ({ expr }) => [expr, (await demo.newest(expr)).length] as const),
      );
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
    for (const { id, expr } of figures) expect([id, (await demo.newest(expr)).length]).toEqual([id, 2]);
  });

  it("say which part of them does not answer when a host dies", async () => {
    demo.fleet.kill("gpu-a01");
    await until(() => stateOf("chat-llm-70b")?.health.kind === "degraded", 40_000);
    expect(stateOf("chat-llm-70b")?.health).toEqual({ kind: "degraded", down: 2, targets: 8 });
    expect(stateOf("sonic-avatar")?.health).toEqual({ kind: "ok" });
  });
});
