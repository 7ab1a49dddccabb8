import type { Disposable } from "../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../shared/base/emitter.ts";
import type { MidwatchError } from "../../shared/base/errors.ts";
import type { contract } from "../../shared/contract/contract.ts";
import type { Item, ParamsInput } from "../../shared/contract/define.ts";
import { localSourceName } from "../../shared/domain/workspace/localSource.ts";
import { newestMeasured, SeriesBuffer } from "./SeriesBuffer.ts";

export type PanelParams = ParamsInput<(typeof contract)["panels.watch"]>;
export type PanelItem = Item<(typeof contract)["panels.watch"]>;

/** Opens `panels.watch`; disposing closes it. `onEnd` is called at most once, and not after a dispose. */
export type OpenPanels = (
  params: PanelParams,
  handlers: { readonly onItem: (item: PanelItem) => void; readonly onEnd: (error: MidwatchError | null) => void },
) => Disposable;

export type PanelState =
  | { readonly kind: "loading"; readonly sinceMs: number }
  /** What its source doubts about the answer, and about the question. */
  | {
      readonly kind: "ready";
      readonly buffer: SeriesBuffer;
      readonly warnings: readonly string[];
      readonly infos: readonly string[];
    }
  /** `buffer` is the last good answer, where there was one: to the same question, or to the one before a question that is wrong. */
  | {
      readonly kind: "error";
      /** `local`, or the workspace's name of the server that was asked. */
      readonly source: string;
      readonly code: string;
      readonly message: string;
      /** Place in the expression, 0-based, where known. */
      readonly position: { readonly start: number; readonly end: number } | null;
      readonly buffer: SeriesBuffer | null;
    };

type Failure = Pick<Extract<PanelState, { readonly kind: "error" }>, "code" | "message" | "position">;

export interface PanelRequest extends PanelParams {
  /** A paused panel keeps what it has; a question that has no answer yet is answered once. */
  readonly live: boolean;
}

interface Question {
  readonly expr: string;
  readonly source: string;
}

/**
 * The live queries of one screen: one subscription for all its charts. What was drawn stays until the next answer
 * replaces it, so that a change of range or a reconnection never empties a chart; what another source answered, or a
 * question that now fails for another reason than its own words, is never shown as this one's answer.
 */
export class PanelGroup implements Disposable {
  private readonly nowMs: () => number;
  private readonly states = new Map<string, PanelState>();
  private readonly questions = new Map<string, Question>();
  /** What the buffer of each query answers. */
  private readonly answers = new Map<string, Question>();
  private readonly updated = new Emitter<void>();
  private open: OpenPanels | null = null;
  private subscription: Disposable | null = null;
  private asked = "";
  private following = false;
  private answered = false;
  private took: number | null = null;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  /** Gives the way to ask; what is watched afterwards is asked there. */
  connect(open: OpenPanels): void {
    this.disconnect();
    this.open = open;
  }

  /** The connection is gone: what was measured stays, and the next `watch` asks anew. */
  disconnect(): void {
    this.close();
    this.open = null;
    this.asked = "";
  }

  /** After each item, and when the stream ended. */
  get onUpdate(): Event<void> {
    return this.updated.event;
  }

  state(id: string): PanelState | null {
    return this.states.get(id) ?? null;
  }

  /** The expression whose answer is held: not the one that is asked while that is wrong, or has no answer yet. */
  answeredExpr(id: string): string | null {
    return bufferOf(this.states.get(id)) === null ? null : (this.answers.get(id)?.expr ?? null);
  }

  /** The newest step of any query: the live right edge. Null before the first answer. */
  get newestMs(): number | null {
    let newest: number | null = null;
    for (const state of this.states.values()) {
      const times = bufferOf(state)?.view().timesMs;
      const last = times?.[times.length - 1];
      if (last !== undefined && (newest === null || last > newest)) newest = last;
    }
    return newest;
  }

  /** From asking to the first answer of what is asked now, in ms; null before it. */
  get tookMs(): number | null {
    return this.took;
  }

  /** Asks anew when the question changed or is live again; the same request again does nothing. */
  watch({ live, ...question }: PanelRequest): void {
    const key = JSON.stringify(question);
    if (key === this.asked && live === this.following) return;
    this.following = live;
    if (key === this.asked && !live) {
      if (this.answered) this.close();
      return;
    }
    this.close();
    if (!this.open) return;
    this.asked = key;
    this.answered = false;
    this.subscribe(this.open, question);
  }

  dispose(): void {
    this.disconnect();
    this.updated.dispose();
    this.states.clear();
    this.questions.clear();
    this.answers.clear();
  }

  private subscribe(open: OpenPanels, params: PanelParams): void {
    const { queries, rangeMs } = params;
    const ids = new Set(queries.map((query) => query.id));
    for (const id of this.states.keys()) if (!ids.has(id)) this.forget(id);
    const sinceMs = this.nowMs();
    this.took = null;
    for (const { id, expr, source = localSourceName } of queries) this.ask(id, { expr, source }, sinceMs);
    this.subscription = open(params, {
      onItem: (item) => {
        for (const result of item.results) this.apply(item.kind, result, rangeMs);
        this.answered = true;
        this.took ??= this.nowMs() - sinceMs;
        if (!this.following) this.close();
        this.updated.fire();
      },
      onEnd: (error) => {
        this.subscription = null;
        // A lost connection is told once for the whole app; the charts keep what they have.
        if (error && error.code !== "DISCONNECTED")
          for (const id of ids) this.fail(id, { code: error.code, message: error.message, position: null });
        this.updated.fire();
      },
    });
  }

  private ask(id: string, question: Question, sinceMs: number): void {
    const before = this.questions.get(id);
    this.questions.set(id, question);
    if (before && isSame(before, question)) {
      if (bufferOf(this.states.get(id))) return;
    } else if (before?.source === question.source) {
      // Another question of the same source: what was wrong with the one before is no longer said.
      const buffer = bufferOf(this.states.get(id));
      if (buffer) return void this.states.set(id, { kind: "ready", buffer, warnings: [], infos: [] });
    }
    this.states.set(id, { kind: "loading", sinceMs });
  }

  private forget(id: string): void {
    this.states.delete(id);
    this.questions.delete(id);
    this.answers.delete(id);
  }

  private apply(kind: PanelItem["kind"], result: PanelItem["results"][number], rangeMs: number): void {
    if (result.kind === "error") {
      this.fail(result.id, result);
      return;
    }
    const held = this.states.get(result.id);
    if (kind === "append" && held?.kind === "ready") {
      held.buffer.append(result.frame);
      // Of a few steps: what was doubted about the range before them still stands.
      const warnings = union(held.warnings, result.warnings);
      const infos = union(held.infos, result.infos);
      if (warnings !== held.warnings || infos !== held.infos) this.states.set(result.id, { ...held, warnings, infos });
      return;
    }
    const buffer = new SeriesBuffer(rangeMs);
    buffer.reset(result.frame);
    const { warnings, infos } = result;
    this.answers.set(result.id, this.questionOf(result.id));
    this.states.set(result.id, { kind: "ready", buffer, warnings, infos });
  }

  private fail(id: string, { code, message, position }: Failure): void {
    const question = this.questionOf(id);
    const answered = this.answers.get(id);
    const isHeld = isFaultOfQuery(code) || (answered !== undefined && isSame(answered, question));
    const buffer = isHeld ? bufferOf(this.states.get(id)) : null;
    this.states.set(id, { kind: "error", source: question.source, code, message, position, buffer });
  }

  private questionOf(id: string): Question {
    return this.questions.get(id) ?? { expr: "", source: localSourceName };
  }

  private close(): void {
    this.subscription?.dispose();
    this.subscription = null;
  }
}

const mostDoubts = 20;

/** The same list when nothing is new. */
function union(known: readonly string[], more: readonly string[]): readonly string[] {
  const added = more.filter((one) => !known.includes(one));
  return added.length === 0 || known.length >= mostDoubts ? known : [...known, ...added].slice(0, mostDoubts);
}

export function bufferOf(state: PanelState | null | undefined): SeriesBuffer | null {
  return state && state.kind !== "loading" ? state.buffer : null;
}

const faultsOfQuery: ReadonlySet<string> = new Set(["BAD_QUERY", "UNSUPPORTED", "LIMIT"]);

/** Whether the question itself is wrong, and not the source that was asked. */
export function isFaultOfQuery(code: string): boolean {
  return faultsOfQuery.has(code);
}

function isSame(a: Question, b: Question): boolean {
  return a.expr === b.expr && a.source === b.source;
}

/** The time of the last answer that stands in for one that its source owes; null where there is none, or the query is wrong. */
export function heldSinceMs(state: PanelState | null): number | null {
  if (state?.kind !== "error" || isFaultOfQuery(state.code)) return null;
  const view = state.buffer?.view();
  return view && newestMeasured(view) >= 0 ? (view.timesMs.at(-1) ?? null) : null;
}
