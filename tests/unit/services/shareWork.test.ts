import { describe, expect, it } from "vitest";
import { shareWork } from "../../../electron/services/shareWork.ts";
import type { CancelSignal } from "../../../shared/base/cancel.ts";

function shared() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const signals: CancelSignal[] = [];
  let ends = 0;
  const wait = shareWork(
    (stop) => {
      signals.push(stop);
      return promise;
    },
    () => {
      ends += 1;
    },
  );
  return { wait, resolve, reject, signals, ends: () => ends };
}
const turns = () => new Promise((resolve) => setImmediate(resolve));

describe("work that is shared", () => {
  it("is done once for all who wait", async () => {
    const { wait, resolve, signals, ends } = shared();
    const all = [wait(new AbortController().signal), wait(new AbortController().signal)];
    resolve("done");
    expect(await Promise.all(all)).toEqual(["done", "done"]);
    expect([signals.length, ends()]).toEqual([1, 1]);
  });

  it("goes on while anybody waits, and is cut off when nobody does", async () => {
    const { wait, signals, ends } = shared();
    const [first, second] = [new AbortController(), new AbortController()];
    const both = [wait(first.signal), wait(second.signal)] as const;
    first.abort();
    await expect(both[0]).rejects.toMatchObject({ code: "CANCELLED" });
    expect([signals[0]?.aborted, ends()]).toEqual([false, 0]);
    second.abort();
    await expect(both[1]).rejects.toMatchObject({ code: "CANCELLED" });
    await turns();
    expect([signals[0]?.aborted, ends()]).toEqual([true, 1]);
  });

  it("fails for all who wait, and not for who had left before", async () => {
    const { wait, reject, ends } = shared();
    const gone = new AbortController();
    gone.abort();
    await expect(wait(gone.signal)).rejects.toMatchObject({ code: "CANCELLED" });
    const all = [wait(new AbortController().signal), wait(new AbortController().signal)];
    reject(new Error("refused"));
    expect(await Promise.allSettled(all)).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
    await turns();
    expect(ends()).toBe(1);
  });
});
