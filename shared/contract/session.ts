import { type Disposable, DisposableStore, toDisposable } from "../base/disposable.ts";
import { type ErrorCode, MidwatchError } from "../base/errors.ts";
import { type Caller, mayCall } from "./caller.ts";
import type { ContractDefinition } from "./define.ts";
import { fitsWithin } from "./frameSize.ts";
import { type ClientFrame, clientFrame, type ServerFrame } from "./frames.ts";
import type { AnyHandler, ContractServerOptions } from "./handlers.ts";
import type { ContractLimits } from "./limits.ts";
import type { ServerPort } from "./port.ts";
import { RefusalBudget } from "./refusalBudget.ts";
import { badRequest, toWireError } from "./wireErrors.ts";
import { type Admitted, createWork } from "./work.ts";

export interface SessionSetup {
  readonly caller: Caller;
  readonly contract: ContractDefinition;
  readonly handlers: ReadonlyMap<string, AnyHandler>;
  readonly limits: ContractLimits;
  readonly options: ContractServerOptions;
}

/** One client on one port. */
export interface Session extends Disposable {
  readonly calls: number;
  readonly streams: number;
}

type Request = Extract<ClientFrame, { t: "call" | "open" }>;

/** Admits or refuses what arrives; a client that breaks the protocol is told so once and cut off. */
export function createSession(port: ServerPort, setup: SessionSetup, onEnd: () => void): Session {
  const { caller, contract, handlers, limits, options } = setup;
  const owned = new DisposableStore();
  const budget = new RefusalBudget(options.clock, limits.refusalBurst, limits.refusalsPerSecond);
  const post = (frame: ServerFrame) => {
    if (!owned.isDisposed) port.post(frame);
  };
  const work = createWork(post, caller, options);
  let lastId = 0;

  function receive(frame: unknown): void {
    if (owned.isDisposed) return;
    const parsed = fitsWithin(frame, limits.frameBytes) ? clientFrame.safeParse(frame) : null;
    if (parsed?.success) act(parsed.data);
    else if (parsed) cutOff(idOf(frame), "PROTOCOL", "The frame has the wrong shape");
    else cutOff(0, "LIMIT", "The frame is too large");
  }

  function act(frame: ClientFrame): void {
    if (frame.t === "call" || frame.t === "open") start(frame);
    else if (frame.t === "cancel") work.cancel(frame.id);
    else if (frame.t === "credit") work.credit(frame.id, frame.credit);
    else work.close(frame.id);
  }

  function start(frame: Request): void {
    if (frame.id <= lastId) {
      cutOff(frame.id, "PROTOCOL", "The frame's id was used before");
      return;
    }
    lastId = frame.id;
    const admitted = admit(frame);
    if (admitted instanceof MidwatchError) refuse(frame, admitted);
    else if (frame.t === "call") work.call(admitted);
    else work.open(admitted, frame.credit);
  }

  function admit({ t, id, name, params }: Request): Admitted | MidwatchError {
    const handler = handlers.get(name);
    const definition = Object.hasOwn(contract, name) ? contract[name] : undefined;
    const kind = t === "call" ? "method" : "stream";
    if (!handler || definition?.kind !== kind) return new MidwatchError("UNKNOWN_METHOD", `There is no such ${kind}`);
    if (!mayCall(definition.role, caller)) {
      return new MidwatchError(
        "FORBIDDEN",
        `${name} is an operator's: ${caller.name} is a viewer here. Nothing was done`,
      );
    }
    const full = t === "call" ? work.calls >= limits.callsInFlight : work.streams >= limits.streamsOpen;
    if (full) {
      return new MidwatchError("LIMIT", `${name} was refused: too many requests are open; close some and try again`, {
        retryable: true,
      });
    }
    const parsed = definition.params.safeParse(params);
    if (!parsed.success) return badRequest(name, parsed.error);
    const answer = definition.kind === "method" ? definition.result : definition.item;
    return { id, name, params: parsed.data, handler, answer };
  }

  function refuse({ t, id }: Request, error: MidwatchError): void {
    post({ t: t === "call" ? "fail" : "end", id, error: toWireError(error) });
    if (!budget.take()) cutOff(id, "PROTOCOL", "Too many wrong requests");
  }

  function cutOff(id: number, code: ErrorCode, problem: string): void {
    post({ t: "fail", id, error: toWireError(new MidwatchError(code, `${problem}; the connection was closed`)) });
    owned.dispose();
  }

  owned.add(toDisposable(onEnd));
  owned.add(toDisposable(() => port.close()));
  owned.add(work);
  owned.add(port.onClose(() => owned.dispose()));
  owned.add(port.onFrame(receive));
  return {
    get calls() {
      return work.calls;
    },
    get streams() {
      return work.streams;
    },
    dispose: () => owned.dispose(),
  };
}

/** The id a wrong frame seems to belong to; 0, which no request has, when there is none. */
function idOf(frame: unknown): number {
  if (typeof frame !== "object" || frame === null || !("id" in frame)) return 0;
  return typeof frame.id === "number" && Number.isSafeInteger(frame.id) && frame.id > 0 ? frame.id : 0;
}
