import { expect, it } from "vitest";
import { createServerHealth } from "../../../electron/services/serverHealth.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

type Answer = () => Promise<string | null>;
const version: Answer = async () => "2.42.0";
const down =
  (retryable = true): Answer =>
  () =>
    Promise.reject(new MidwatchError("UNAVAILABLE", "nobody listens", { retryable }));

function setUp(first: Answer) {
  const clock = new ManualClock();
  let answer = first;
  let probes = 0;
  const health = createServerHealth(clock, () => {
    probes++;
    return answer();
  });
  const kinds: string[] = [];
  health.onChange(() => kinds.push(health.state.kind));
  return {
    clock,
    health,
    kinds,
    probes: () => probes,
    answers(next: Answer) {
      answer = next;
    },
  };
}

it("knows a server that answers, and looks again each minute", async () => {
  const { clock, health, kinds, probes } = setUp(version);
  expect(health.state.kind).toBe("unknown");
  await clock.advance(1);
  expect(health.state).toMatchObject({ kind: "ok", version: "2.42.0" });
  await clock.advance(120_000);
  expect(probes()).toBe(3);
  expect(kinds).toEqual(["ok"]);
});

it("gives a server that is reached through a host the time to be reached", async () => {
  const { clock, health, answers, kinds } = setUp(down());
  await clock.advance(5_000);
  expect(health.state.kind).toBe("unknown");
  answers(version);
  await clock.advance(2_000);
  expect(kinds).toEqual(["ok"]);
});

it("tells at once what time will not mend", async () => {
  const { clock, health } = setUp(down(false));
  await clock.advance(1);
  expect(health.state).toMatchObject({ kind: "down", reason: "nobody listens" });
});

it("tells since when it is down, and when it is back", async () => {
  const { clock, health, answers, kinds } = setUp(version);
  await clock.advance(1);
  answers(down());
  health.suspect("failed");
  await clock.advance(1);
  const sinceMs = clock.nowMs() - 1;
  await clock.advance(30_000);
  expect(health.state).toMatchObject({ kind: "down", sinceMs });
  answers(version);
  await clock.advance(10_000);
  expect(kinds).toEqual(["ok", "down", "ok"]);
});

it("looks at once when a request says otherwise, not when it says what is known", async () => {
  const { clock, health, probes } = setUp(version);
  await clock.advance(1);
  health.suspect("ok");
  await clock.advance(1);
  expect(probes()).toBe(1);
  health.suspect("failed");
  health.suspect("failed");
  await clock.advance(1);
  expect(probes()).toBe(2);
});

it("a server that hangs is down, and nothing is left running once it is given up", async () => {
  const { clock, health } = setUp(() => new Promise(() => {}));
  await clock.advance(60_000);
  expect(health.state).toMatchObject({ kind: "down", reason: "No answer within 8 s" });
  health.dispose();
  expect(clock.pendingTimers).toBe(0);
});
