import { describe, expect, it } from "vitest";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { tellable } from "../../../shared/contract/failures.ts";

function setUp(aborted: boolean) {
  const logged: unknown[] = [];
  const controller = new AbortController();
  if (aborted) controller.abort();
  const tell = (thrown: unknown) =>
    tellable(thrown, "hosts.watch", controller.signal, {
      random: () => 0.5,
      log: { error: (_message, facts) => logged.push(facts) },
    });
  return { tell, logged };
}

describe("tellable", () => {
  it.each([true, false])("an operational failure is told as it is (aborted: %s)", (aborted) => {
    const { tell, logged } = setUp(aborted);
    const failure = new MidwatchError("SSH_TIMEOUT", "No answer");
    expect(tell(failure)).toBe(failure);
    expect(logged).toEqual([]);
  });

  it("what breaks because of a cancellation is a cancellation, not a bug", () => {
    const { tell, logged } = setUp(true);
    expect(tell(new DOMException("aborted", "AbortError"))).toMatchObject({ code: "CANCELLED" });
    expect(logged).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["an error", new TypeError("x is undefined")],
    ["text", "x is undefined"],
  ])("%s is a bug: logged whole, told as a reference", (_what, thrown) => {
    const { tell, logged } = setUp(false);
    const told = tell(thrown);
    expect(told).toMatchObject({ code: "INTERNAL", detail: { reference: "iiiiiiii" } });
    expect(told.message).not.toContain("undefined");
    expect(told.cause).toBeUndefined();
    expect(logged).toMatchObject([
      { name: "hosts.watch", reference: "iiiiiiii", error: expect.stringContaining("x is undefined") },
    ]);
  });
});
