import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { Asciicast } from "../../../shared/domain/terminal/asciicast.ts";
import { saveFile } from "../../ui/saveFile.ts";
import type { SessionView } from "./TerminalSession.ts";

/** Draws what comes by way of a view, and keeps it as a recording while one runs. */
export class TerminalRecorder implements SessionView, Disposable {
  private readonly view: SessionView;
  private readonly name: string;
  private readonly nowMs: () => number;
  private readonly changed = new Emitter<void>();
  private running: { readonly cast: Asciicast; readonly startedAtMs: number } | null = null;

  readonly onChange = this.changed.event;

  constructor(view: SessionView, name: string, nowMs: () => number) {
    this.view = view;
    this.name = name;
    this.nowMs = nowMs;
  }

  get columns(): number {
    return this.view.columns;
  }

  get rows(): number {
    return this.view.rows;
  }

  /** Unix ms; null while nothing is recorded. */
  get startedAtMs(): number | null {
    return this.running?.startedAtMs ?? null;
  }

  /** What is recorded takes up all the room there is: the rest is not in it. */
  get isFull(): boolean {
    return this.running?.cast.isFull ?? false;
  }

  start(): void {
    const startedAtMs = this.nowMs();
    const { columns, rows, name: title } = this;
    this.running = { cast: new Asciicast({ title, columns, rows, startedAtMs }), startedAtMs };
    this.changed.fire();
  }

  /** Ends the recording and hands its file over. */
  save(): void {
    if (!this.running) return;
    const { cast, startedAtMs } = this.running;
    this.running = null;
    const time = new Date(startedAtMs).toISOString().slice(0, 19).replaceAll(":", "-");
    saveFile(`${this.name.replace(/[^\w.-]+/g, "-")} ${time}.cast`, new Blob([cast.toString()]));
    this.changed.fire();
  }

  write(data: Uint8Array): Promise<void> {
    this.record((cast, atMs) => cast.output(data, atMs));
    return this.view.write(data);
  }

  tell(text: string): void {
    this.view.tell(text);
  }

  resized(columns: number, rows: number): void {
    this.record((cast, atMs) => cast.resize(columns, rows, atMs));
  }

  /** A terminal that is closed takes its recording along, saved. */
  dispose(): void {
    this.save();
    this.changed.dispose();
  }

  private record(add: (cast: Asciicast, atMs: number) => void): void {
    if (!this.running) return;
    const wasFull = this.isFull;
    add(this.running.cast, this.nowMs());
    if (this.isFull !== wasFull) this.changed.fire();
  }
}
