import { hasSameLabels, seriesKey } from "../../../shared/domain/metrics/labels.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import { noLabels, type Row, type RowLayout } from "../../../shared/domain/metrics/sampleRow.ts";
import type { RowBatchWriter } from "./rowBatch.ts";

/** Metric name to local number. */
type NameTable = Map<string, number>;

/** Above this many series that are no longer written, the table starts anew. */
const forgetAfter = 5_000;

/**
 * Numbers the series of one target. Rows mostly have the layout of the row before, and then cost a copy of their values;
 * the samples of another layout are looked up by the identity of their labels, then by content.
 */
export class SeriesInterner {
  private readonly handle: number;
  private readonly define: (local: number, name: string, labels: Labels) => void;
  /** Of the last row; null when the next one states its series again. */
  private layout: RowLayout | null = null;
  /** Local numbers in the order of the last row; -1 repeats a series of the same row. */
  private locals: number[] = [];
  private byIdentity = new WeakMap<Labels, NameTable>();
  /** Labels' key, then name. */
  private byKey = new Map<string, NameTable>();
  private known = 0;
  private nextLocal = 0;

  constructor(handle: number, define: (local: number, name: string, labels: Labels) => void) {
    this.handle = handle;
    this.define = define;
  }

  get hasLiveSeries(): boolean {
    return this.locals.length > 0;
  }

  writeRow(batch: RowBatchWriter, timeMs: number, { layout, values }: Row): void {
    if (layout !== this.layout) this.adopt(batch, layout);
    batch.row(this.handle, timeMs, values);
  }

  /** The next row states its series again: after a staleness mark. */
  endRun(): void {
    this.layout = null;
    this.locals = [];
  }

  /** Forgets everything: the other side is a new one. */
  reset(): void {
    this.endRun();
    this.byIdentity = new WeakMap();
    this.byKey.clear();
    this.known = 0;
  }

  private adopt(batch: RowBatchWriter, layout: RowLayout): void {
    if (this.known > layout.names.length * 2 + forgetAfter) {
      this.reset();
      batch.forget(this.handle, this.nextLocal);
    }
    const locals = this.localsOf(layout);
    const changed = locals.length !== this.locals.length || locals.some((local, i) => local !== this.locals[i]);
    if (changed) batch.layout(this.handle, locals);
    this.locals = locals;
    this.layout = layout;
  }

  private localsOf({ names, labels }: RowLayout): number[] {
    const seen = new Set<number>();
    return names.map((name, i) => {
      const own = labels[i] ?? noLabels;
      const local = this.lastAt(i, name, own) ?? this.localOf(name, own);
      if (seen.has(local)) return -1;
      seen.add(local);
      return local;
    });
  }

  /** What the last row had at this place, where that is the same series: most rows of new label objects say the same. */
  private lastAt(place: number, name: string, labels: Labels): number | null {
    const local = this.locals[place] ?? -1;
    const last = this.layout?.labels[place];
    if (local < 0 || !last || this.layout?.names[place] !== name) return null;
    return hasSameLabels(last, labels) ? local : null;
  }

  private localOf(name: string, labels: Labels): number {
    let names = this.byIdentity.get(labels);
    if (!names) {
      names = this.namesOf(labels);
      this.byIdentity.set(labels, names);
    }
    let local = names.get(name);
    if (local === undefined) {
      local = this.nextLocal++;
      this.known += 1;
      names.set(name, local);
      this.define(local, name, labels);
    }
    return local;
  }

  /** One table for all label objects of equal content. */
  private namesOf(labels: Labels): NameTable {
    const key = seriesKey("", labels);
    const known = this.byKey.get(key) ?? new Map();
    this.byKey.set(key, known);
    return known;
  }
}
