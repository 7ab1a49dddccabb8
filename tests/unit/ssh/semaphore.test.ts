import { describe, expect, it } from "vitest";
import { deadline, orAborted } from "../../../electron/services/ssh/deadline.ts";
import { Semaphore } from "../../../electron/services/ssh/semaphore.ts";
import { createSessionSlots } from "../../../electron/services/ssh/sessionSlots.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a semaphore", () => {
  it("lets in by order, gives each place back once, and shrinks", async () => {
    const semaphore = new Semaphore(2);
    const entered: number[] = [];
    const leave: (() => void)[] = [];
    for (const number of [1, 2, 3, 4])
      void semaphore.acquire().then((release) => {
        entered.push(number);
        leave.push(release);
      });
    await settled();
    expect(entered).toEqual([1, 2]);
    leave[0]?.();
    leave[0]?.();
    await settled();
    expect(entered).toEqual([1, 2, 3]);
    semaphore.lower(1);
    leave[1]?.();
    await settled();
    expect(entered).toEqual([1, 2, 3]);
    leave[2]?.();
    await settled();
    expect(entered).toEqual([1, 2, 3, 4]);
  });

  it("forgets who gave up waiting", async () => {
    const semaphore = new Semaphore(1);
    const release = await semaphore.acquire();
    const impatient = new AbortController();
    const waiting = semaphore.acquire(impatient.signal);
    impatient.abort();
    await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
    release();
    expect(semaphore.inUse).toBe(0);
    (await semaphore.acquire())();
  });
});

describe("a deadline", () => {
  it("aborts with a time-out, or with the caller's own reason", async () => {
    const late = deadline(5, "too late");
    await expect(orAborted(new Promise(() => {}), late.signal)).rejects.toMatchObject({ code: "SSH_TIMEOUT" });
    const caller = new AbortController();
    const limit = deadline(10_000, "too late", caller.signal);
    const discarded: string[] = [];
    let arrive: (value: string) => void = () => {};
    const waiting = orAborted(new Promise<string>((resolve) => (arrive = resolve)), limit.signal, (value) =>
      discarded.push(value),
    );
    caller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
    arrive("late");
    await settled();
    expect(discarded).toEqual(["late"]);
    limit.dispose();
    late.dispose();
  });
});

describe("session slots", () => {
  class Refused extends Error {}
  const limits = { timeoutMs: 300, signal: undefined };
  const slots = () => createSessionSlots("gpu", (error) => error instanceof Refused);

  it("hold three at a time", async () => {
    const three = slots();
    let open = 0;
    const releases: (() => void)[] = [];
    const run = () =>
      three.run(async (release) => {
        open += 1;
        releases.push(release);
      }, limits);
    await Promise.all([run(), run(), run()]);
    await expect(run()).rejects.toMatchObject({ code: "SSH_CHANNEL_REFUSED" });
    expect(open).toBe(3);
    releases[0]?.();
    await run();
    expect(open).toBe(4);
  });

  it("learn that a server allows one, and wait for it", async () => {
    const one = slots();
    let releaseFirst = () => {};
    await one.run(async (release) => {
      releaseFirst = release;
    }, limits);
    let busy = true;
    const second = one.run(async (release) => {
      if (busy) throw new Refused("open failed");
      release();
      return "done";
    }, limits);
    await settled();
    busy = false;
    releaseFirst();
    expect(await second).toBe("done");
  });

  it("give up on a server that allows none, and pass other failures on", async () => {
    const none = slots();
    let asked = 0;
    const refusing = none.run(
      async () => {
        asked += 1;
        throw new Refused("open failed");
      },
      { timeoutMs: 5000, signal: undefined },
    );
    await expect(refusing).rejects.toMatchObject({ code: "SSH_CHANNEL_REFUSED" });
    expect(asked).toBe(4);
    await expect(none.run(() => Promise.reject(new Error("other")), limits)).rejects.toThrow("other");
  });
});
