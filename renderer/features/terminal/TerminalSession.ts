import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText, isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import { mostInputBytes, type terminalsArea } from "../../../shared/contract/areas/terminals.ts";
import type { Item } from "../../../shared/contract/define.ts";
import type { TerminalTarget } from "../../../shared/domain/terminal/target.ts";
import { type Client, type Link, requireClient, whileOpen } from "../../state/link.ts";

export type SessionState =
  | { readonly kind: "opening" }
  | { readonly kind: "live" }
  /** The page has no connection to its console; the terminal may live on. */
  | { readonly kind: "away" }
  | { readonly kind: "ended"; readonly exitCode: number | null; readonly signal: string | null; readonly lost: boolean }
  | { readonly kind: "failed"; readonly error: MidwatchError };

export interface SessionView {
  readonly columns: number;
  readonly rows: number;
  /** Resolves when it was drawn: that is the acknowledgement, and the program waits without it. */
  write(data: Uint8Array): Promise<void>;
  /** A line of the console's own. */
  tell(text: string): void;
}

interface SessionOptions {
  readonly link: Link;
  readonly target: TerminalTarget;
  readonly view: SessionView;
  /** Of a terminal of this window that lives in the console already; null for a new one. */
  readonly id: string | null;
  /** The console's name of it changed; null when it ended. */
  readonly onId: (id: string | null) => void;
}

type Output = Item<(typeof terminalsArea)["terminals.follow"]>;

/** Chunks under way at a time: enough to keep the link busy, few enough that what is typed is echoed at once. */
const credit = 4;

/** One terminal of the console and the view that draws it, over link losses and, when asked to, over its own end. */
export class TerminalSession implements Disposable {
  readonly target: TerminalTarget;
  private readonly link: Link;
  private readonly view: SessionView;
  private readonly changed = new Emitter<SessionState>();
  private readonly onId: (id: string | null) => void;
  private current: SessionState = { kind: "opening" };
  private isBegun = false;
  private words: string | null = null;
  private id: string | null = null;
  private received = 0;
  private following: Disposable | null = null;
  private opening = new AbortController();
  /** Typed before it was open: without its beginning, what is typed is another command. */
  private typedAhead: Uint8Array[] = [];
  /** Input goes out in order; a large part waits for the one before it. */
  private sending: Promise<unknown> = Promise.resolve();

  readonly onState = this.changed.event;

  constructor({ link, target, view, id, onId }: SessionOptions) {
    this.link = link;
    this.target = target;
    this.view = view;
    this.id = id;
    this.onId = onId;
  }

  /** Opens it, or goes on with the terminal that it was given, from the first byte that is kept. Once. */
  start(): void {
    if (this.isBegun) return;
    if (this.id === null) return void this.open();
    this.isBegun = true;
    this.follow(this.id);
  }

  get state(): SessionState {
    return this.current;
  }

  /** What there is to know about how it was opened. */
  get notice(): string | null {
    return this.words;
  }

  /** Opens it; also again after its end, below what is there. */
  async open(): Promise<void> {
    this.isBegun = true;
    this.following?.dispose();
    this.opening.abort();
    this.opening = new AbortController();
    this.typedAhead = [];
    const { signal } = this.opening;
    this.enter({ kind: "opening" });
    try {
      const { columns, rows } = this.view;
      const opened = await requireClient(this.link).call(
        "terminals.open",
        { target: this.target, columns, rows },
        signal,
      );
      if (signal.aborted) return;
      this.name(opened.id);
      this.words = opened.notice;
      this.received = 0;
      this.follow(opened.id);
    } catch (error) {
      if (!signal.aborted) this.enter({ kind: "failed", error: asMidwatchError(error) });
    }
  }

  send(data: Uint8Array): void {
    const { id } = this;
    if (this.current.kind === "opening") this.typedAhead.push(data);
    if (id === null || this.current.kind !== "live") return;
    const part = (at: number) => this.call("terminals.write", { id, data: data.slice(at, at + mostInputBytes) });
    if (data.length <= mostInputBytes) {
      this.sending = Promise.all([this.sending, part(0)]);
      return;
    }
    for (let at = 0; at < data.length; at += mostInputBytes) this.sending = this.sending.then(() => part(at));
  }

  resize(columns: number, rows: number): void {
    if (this.id !== null && this.current.kind === "live")
      void this.call("terminals.resize", { id: this.id, columns, rows });
  }

  dispose(): void {
    this.opening.abort();
    this.following?.dispose();
    this.changed.dispose();
    if (this.id !== null) void this.call("terminals.close", { id: this.id });
  }

  private follow(id: string): void {
    this.following = whileOpen(this.link, (client) => this.followOn(client, id));
  }

  private followOn(client: Client, id: string): Disposable {
    this.enter({ kind: "live" });
    // What was drawn while the page was away had another size, maybe.
    this.resize(this.view.columns, this.view.rows);
    for (const data of this.typedAhead.splice(0)) this.send(data);
    return client.open(
      "terminals.follow",
      { id, fromByte: this.received },
      {
        credit,
        onItem: (item) => this.take(item),
        onEnd: (error) => this.onEnd(error),
      },
    );
  }

  private take(item: Output): Promise<void> | void {
    if (item.kind === "missed") {
      this.received += item.bytes;
      this.view.tell(`${item.bytes} bytes printed while this page was away are not kept`);
      return undefined;
    }
    if (item.kind === "ended") {
      this.name(null);
      const { exitCode, signal, lost } = item;
      this.enter({ kind: "ended", exitCode, signal, lost });
      return undefined;
    }
    this.received = item.fromByte + item.data.length;
    return this.view.write(item.data);
  }

  private onEnd(error: MidwatchError | null): void {
    if (error?.code === "DISCONNECTED") this.enter({ kind: "away" });
    else if (error?.code === "NOT_FOUND") {
      // The console was started anew in between, or nobody looked for too long.
      this.name(null);
      this.enter({ kind: "ended", exitCode: null, signal: null, lost: true });
    } else if (error) this.enter({ kind: "failed", error });
  }

  /** What cannot be told to a console that is away, or of a terminal that just ended, is of no use any more. */
  private call(
    name: "terminals.write" | "terminals.resize" | "terminals.close",
    params: never | object,
  ): Promise<void> {
    try {
      return requireClient(this.link)
        .call(name, params as never)
        .then(
          () => {},
          () => {},
        );
    } catch {
      return Promise.resolve();
    }
  }

  private name(id: string | null): void {
    this.id = id;
    this.onId(id);
  }

  private enter(state: SessionState): void {
    this.current = state;
    this.changed.fire(state);
  }
}

function asMidwatchError(error: unknown): MidwatchError {
  return isMidwatchError(error) ? error : new MidwatchError("INTERNAL", errorText(error), { cause: error });
}
