import { z } from "zod";
import { MidwatchError } from "../../shared/base/errors.ts";
import { method, stream } from "../../shared/contract/define.ts";
import type { Handlers } from "../../shared/contract/server.ts";

/** One of everything a contract may hold. */
export const exampleContract = {
  "math.add": method({
    role: "viewer",
    params: z.strictObject({ terms: z.array(z.number()).max(100), note: z.string().default("none") }),
    result: z.object({ sum: z.number(), note: z.string() }),
  }),
  "math.fail": method({
    params: z.strictObject({ how: z.enum(["expected", "bug", "wrongAnswer", "unsendable"]) }),
    result: z.object({ ok: z.boolean() }),
    errors: ["CONFLICT"],
  }),
  "wait.forever": method({ params: z.strictObject({}), result: z.object({}) }),
  "arrays.echo": method({
    params: z.strictObject({ values: z.instanceof(Float64Array), marks: z.instanceof(Uint8Array) }),
    result: z.object({
      values: z.instanceof(Float64Array),
      nested: z.array(z.object({ ids: z.instanceof(Uint32Array), marks: z.instanceof(Uint8Array) })),
    }),
  }),
  "count.up": stream({
    params: z.strictObject({ to: z.number().int() }),
    item: z.object({ n: z.number().int(), square: z.instanceof(Float64Array) }),
  }),
  "count.broken": stream({
    params: z.strictObject({ after: z.number().int(), how: z.enum(["expected", "bug", "wrongItem"]) }),
    item: z.object({ n: z.number().int() }),
  }),
  "state.latest": stream({ params: z.strictObject({}), item: z.object({ version: z.number().int() }) }),
};

export interface ExampleState {
  /** Items the producer of `count.up` was asked for, over all streams. */
  pulled: number;
  /** Handlers that waited and were told to stop. */
  aborted: number;
  /** Producers that ran their `finally`. */
  returned: number;
  /** Streams of `count.up` whose signal was aborted, at their end at the latest. */
  released: number;
  /** Read by `state.latest` at each pull; wake tells the waiting ones. */
  version: number;
  wake: () => void;
}

export function createExample(): {
  readonly state: ExampleState;
  readonly handlers: Handlers<typeof exampleContract>;
} {
  const state: ExampleState = { pulled: 0, aborted: 0, returned: 0, released: 0, version: 0, wake: () => {} };

  const untilAborted = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => {
        state.aborted += 1;
        reject(signal.reason);
      });
    });

  const handlers: Handlers<typeof exampleContract> = {
    "math.add": async ({ terms, note }) => ({ sum: terms.reduce((sum, term) => sum + term, 0), note }),
    "math.fail": async ({ how }) => {
      if (how === "expected") {
        throw new MidwatchError("CONFLICT", "Taken", { retryable: true, detail: { holder: "gpu-a01" } });
      }
      if (how === "bug") throw new Error("secret /home/oncall/.ssh/id_ed25519");
      return how === "unsendable"
        ? Object.assign({ ok: true }, { call: () => 1, big: 1n })
        : JSON.parse('{"ok":"yes"}');
    },
    "wait.forever": (_params, { signal }) => untilAborted(signal),
    "arrays.echo": async ({ values, marks }) => ({
      values,
      nested: [{ ids: new Uint32Array([1, 2 ** 32 - 1]), marks }],
    }),
    async *"count.up"({ to }, { signal }) {
      signal.addEventListener("abort", () => {
        state.released += 1;
      });
      try {
        for (let n = 1; n <= to; n += 1) {
          state.pulled += 1;
          yield { n, square: new Float64Array([n * n, Number.NaN]) };
        }
      } finally {
        state.returned += 1;
      }
    },
    async *"count.broken"({ after, how }) {
      for (let n = 1; n <= after; n += 1) yield { n };
      if (how === "expected") throw new MidwatchError("UNAVAILABLE", "Went away", { retryable: true });
      if (how === "bug") throw new Error("secret");
      yield JSON.parse('{"n":"one"}');
    },
    async *"state.latest"(_params, { signal }) {
      let sent = -1;
      try {
        while (!signal.aborted) {
          if (sent !== state.version) {
            sent = state.version;
            yield { version: sent };
          } else {
            const changed = new Promise<void>((resolve) => {
              state.wake = resolve;
            });
            await Promise.race([changed, untilAborted(signal)]);
          }
        }
      } finally {
        state.returned += 1;
      }
    },
  };
  return { state, handlers };
}
