import { expect, it } from "vitest";
import { createServerHealth } from "../../../electron/services/serverHealth.ts";
import { endWhenDown } from "../../../electron/services/sources/prometheus/endWhenDown.ts";
import type { PrometheusApi, PrometheusReply } from "../../../electron/services/sources/prometheus/types.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const call = { path: "query", fields: [["query", "up"]] as const };
const reply: PrometheusReply = { data: 1, warnings: [], infos: [] };
const away = () => Promise.reject(new MidwatchError("UNAVAILABLE", "nobody listens", { retryable: true }));

async function setUp() {
  const clock = new ManualClock();
  let probe: () => Promise<string> = async () => "2.42.0";
  const health = createServerHealth(clock, () => probe());
  await clock.advance(1);
  const asked: { readonly signal: { readonly aborted: boolean } | undefined; answer(): void }[] = [];
  const ask: PrometheusApi["ask"] = ({ signal }) =>
    new Promise((resolve) => void asked.push({ signal, answer: () => resolve(reply) }));
  const api = endWhenDown({ ask, get: ask }, { name: "eu", health, clock });
  return {
    clock,
    health,
    asked,
    api,
    goesAway() {
      probe = away;
    },
  };
}

it("a slow answer of a server that is there is waited for", async () => {
  const { clock, health, asked, api } = await setUp();
  const answer = api.ask(call);
  await clock.advance(20_000);
  expect(health.state.kind).toBe("ok");
  asked[0]?.answer();
  expect(await answer).toEqual(reply);
});

it("a question ends once the server is found to be down, and so does the request", async () => {
  const { clock, asked, api, goesAway } = await setUp();
  const answer = api.ask(call).catch((error: unknown) => error);
  goesAway();
  await clock.advance(5_000);
  expect(await answer).toMatchObject({
    code: "UNAVAILABLE",
    message: "eu cannot be read: nobody listens",
    retryable: true,
  });
  expect(asked[0]?.signal?.aborted).toBe(true);
});

it("of one that is known to be down little is waited for, and what comes in that time counts", async () => {
  const { clock, health, asked, api, goesAway } = await setUp();
  goesAway();
  health.suspect("failed");
  await clock.advance(1);
  expect(health.state.kind).toBe("down");
  const first = api.get(call).catch((error: unknown) => error);
  await clock.advance(1_000);
  expect(await first).toMatchObject({ code: "UNAVAILABLE" });
  const second = api.get(call);
  asked[1]?.answer();
  expect(await second).toEqual(reply);
});

it("who leaves ends the request", async () => {
  const { asked, api } = await setUp();
  const leaving = new AbortController();
  void api.ask({ ...call, signal: leaving.signal });
  leaving.abort();
  expect(asked[0]?.signal?.aborted).toBe(true);
});
