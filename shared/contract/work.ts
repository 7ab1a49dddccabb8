import type { z } from "zod";
import type { Disposable } from "../base/disposable.ts";
import { MidwatchError } from "../base/errors.ts";
import type { Caller } from "./caller.ts";
import { tellable } from "./failures.ts";
import type { ServerFrame, WireError } from "./frames.ts";
import type { AnyHandler, ContractServerOptions } from "./handlers.ts";
import { isAsyncIterable, type StreamPump, startPump } from "./streamPump.ts";
import { describeIssues, toWireError } from "./wireErrors.ts";

/** An admitted request: its name is known and its params are checked. */
export interface Admitted {
  readonly id: number;
  readonly name: string;
  readonly params: unknown;
  readonly handler: AnyHandler;
  /** Schema of the result or item. */
  readonly answer: z.ZodType;
}

/** The requests of one client that are under way. Counts include what was ended and has not let go yet. */
export interface Work extends Disposable {
  readonly calls: number;
  readonly streams: number;
  call(request: Admitted): void;
  cancel(id: number): void;
  open(request: Admitted, credit: number): void;
  credit(id: number, credit: number): void;
  close(id: number): void;
}

interface OpenStream {
  readonly controller: AbortController;
  readonly pump: StreamPump;
}

/** `post` may throw for data that cannot be carried: a bug of the handler, told as one. */
export function createWork(post: (frame: ServerFrame) => void, caller: Caller, options: ContractServerOptions): Work {
  const calls = new Map<number, AbortController>();
  const streams = new Map<number, OpenStream>();
  let lettingGo = 0;

  const failure = (thrown: unknown, request: Admitted, signal: AbortSignal): WireError =>
    toWireError(tellable(thrown, request.name, signal, options));

  const fail = (t: "fail" | "end", request: Admitted, signal: AbortSignal, thrown: unknown): void => {
    try {
      post({ t, id: request.id, error: failure(thrown, request, signal) });
    } catch (unsendable) {
      post({ t, id: request.id, error: failure(unsendable, request, signal) });
    }
  };

  const checked = (request: Admitted, value: unknown): unknown => {
    if (options.validateAnswers) assertAnswer(request, value);
    return value;
  };

  async function run(request: Admitted, controller: AbortController): Promise<void> {
    const { signal } = controller;
    try {
      const result = checked(request, await request.handler(request.params, { signal, caller }));
      post({ t: "ok", id: request.id, result });
    } catch (thrown) {
      fail("fail", request, signal, thrown);
    } finally {
      calls.delete(request.id);
    }
  }

  function produce(request: Admitted, signal: AbortSignal): AsyncIterable<unknown> {
    const source = request.handler(request.params, { signal, caller });
    if (!isAsyncIterable(source)) throw new TypeError(`${request.name} did not return a stream`);
    return source;
  }

  function open(request: Admitted, credit: number): void {
    const { id } = request;
    const controller = new AbortController();
    const { signal } = controller;
    try {
      const pump = startPump(produce(request, signal), {
        send: (item) => post({ t: "next", id, item: checked(request, item) }),
        end: (failed) => {
          streams.delete(id);
          if (failed) fail("end", request, signal, failed.error);
          else post({ t: "end", id });
          controller.abort(over());
        },
      });
      streams.set(id, { controller, pump });
      pump.addCredit(credit);
    } catch (thrown) {
      fail("end", request, signal, thrown);
    }
  }

  function close(id: number): void {
    const stream = streams.get(id);
    if (!stream) return;
    streams.delete(id);
    lettingGo += 1;
    stream.controller.abort(over());
    void stream.pump.stop().then(() => {
      lettingGo -= 1;
    });
  }

  return {
    get calls() {
      return calls.size;
    },
    get streams() {
      return streams.size + lettingGo;
    },
    call(request) {
      const controller = new AbortController();
      calls.set(request.id, controller);
      void run(request, controller);
    },
    cancel(id) {
      calls.get(id)?.abort(over());
    },
    open,
    credit(id, credit) {
      streams.get(id)?.pump.addCredit(credit);
    },
    close,
    dispose() {
      for (const controller of calls.values()) controller.abort(over());
      for (const id of [...streams.keys()]) close(id);
    },
  };
}

function over(): MidwatchError {
  return new MidwatchError("CANCELLED", "Cancelled by the client");
}

function assertAnswer(request: Admitted, value: unknown): void {
  const parsed = request.answer.safeParse(value);
  if (parsed.success) return;
  const issues = describeIssues(parsed.error).map(({ path, problem }) => `${path}: ${problem}`);
  throw new TypeError(`${request.name} answered against its contract: ${issues.join("; ")}`);
}
