import { describe, expect, it } from "vitest";
import { inTurn } from "../../../electron/services/scrape/hostTurns.ts";
import type { SshConnection } from "../../../electron/services/ssh/types.ts";

/** Only its identity counts. */
const connection = () => ({}) as SshConnection;

/** A request that ends when it is told to. */
function request(begun: string[], name: string) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    end: () => end(),
    ask: async () => {
      begun.push(name);
      await ended;
      return name;
    },
  };
}

const well = { failedBefore: false, signal: undefined };
const badly = { failedBefore: true, signal: undefined };

describe("turns of a host", () => {
  it("goes one at a time, those that failed before behind the others", async () => {
    const host = connection();
    const begun: string[] = [];
    const [first, hanging, second, third] = ["first", "hanging", "second", "third"].map((name) => request(begun, name));
    if (!first || !hanging || !second || !third) throw new Error("four");
    const answers = [
      inTurn(host, well, first.ask),
      inTurn(host, badly, hanging.ask),
      inTurn(host, well, second.ask),
      inTurn(host, well, third.ask),
    ];
    await Promise.resolve();
    expect(begun).toEqual(["first"]);
    for (const one of [first, second, third, hanging]) one.end();
    expect(await Promise.all(answers)).toEqual(["first", "hanging", "second", "third"]);
    expect(begun).toEqual(["first", "second", "third", "hanging"]);
  });

  it("hosts do not wait for each other, and a failure gives the turn on", async () => {
    const host = connection();
    const failing = inTurn(host, well, () => Promise.reject(new Error("refused")));
    const next = inTurn(host, well, async () => "next");
    await expect(failing).rejects.toThrow("refused");
    expect(await next).toBe("next");
    const other = request([], "other");
    void inTurn(host, well, other.ask);
    expect(await inTurn(connection(), well, async () => "elsewhere")).toBe("elsewhere");
    other.end();
  });

  it("one that is cancelled while it waits is never asked", async () => {
    const host = connection();
    const begun: string[] = [];
    const first = request(begun, "first");
    const running = inTurn(host, well, first.ask);
    const abort = new AbortController();
    const waiting = inTurn(host, { failedBefore: false, signal: abort.signal }, request(begun, "second").ask);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
    first.end();
    await running;
    expect(await inTurn(host, well, async () => "third")).toBe("third");
    expect(begun).toEqual(["first"]);
  });
});
