import { seriesKey } from "../../../shared/domain/metrics/labels.ts";
import type { Labels, Sample } from "../../../shared/domain/metrics/model.ts";
import type { RowBatchWriter } from "./rowBatch.ts";

/** Metric name to local number. */
type NameTable = Map<string, number>;

/** Above this many series that are no longer written, the table starts anew. */
const forgetAfter = 5_000;

/**
 * Numbers the series of one target. Rows mostly look like the row before, name by name and label object by
 * label object, and then cost a comparison a sample; anything else is looked up by identity, then by content.
 */
export class SeriesInterner {
  private readonly handle: number;
  private readonly define: (local: number, name: string, labels: Labels) => void;
  private names: string[] = [];
  private labels: Labels[] = [];
  /** Local numbers in the order of the last row; -1 repeats a series of the same row. */
  private layout: number[] = [];
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
    return this.layout.length > 0;
  }

  writeRow(batch: RowBatchWriter, timeMs: number, samples: readonly Sample[]): void {
    if (this.writeLikeLast(batch, timeMs, samples)) return;
    this.adopt(batch, samples);
    const start = batch.beginRow(this.handle, timeMs, samples.length);
    for (const [i, { value }] of samples.entries()) batch.cells[start + i] = value;
  }

  /** The next row states its series again: after a staleness mark. */
  endRun(): void {
    this.names = [];
    this.labels = [];
    this.layout = [];
  }

  /** Forgets everything: the other side is a new one. */
  reset(): void {
    this.endRun();
    this.byIdentity = new WeakMap();
    this.byKey.clear();
    this.known = 0;
  }

  private writeLikeLast(batch: RowBatchWriter, timeMs: number, samples: readonly Sample[]): boolean {
    const { names, labels } = this;
    if (samples.length !== names.length) return false;
    const before = batch.length;
    const start = batch.beginRow(this.handle, timeMs, samples.length);
    const { cells } = batch;
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i];
      if (sample === undefined || sample.labels !== labels[i] || sample.name !== names[i]) {
        batch.rewind(before);
        return false;
      }
      cells[start + i] = sample.value;
    }
    return true;
  }

  private adopt(batch: RowBatchWriter, samples: readonly Sample[]): void {
    if (this.known > samples.length * 2 + forgetAfter) {
      this.reset();
      batch.forget(this.handle, this.nextLocal);
    }
    const layout = this.layoutOf(samples);
    const changed = layout.length !== this.layout.length || layout.some((local, i) => local !== this.layout[i]);
    if (changed) batch.layout(this.handle, layout);
    this.layout = layout;
    this.names = samples.map((sample) => sample.name);
    this.labels = samples.map((sample) => sample.labels);
  }

  private layoutOf(samples: readonly Sample[]): number[] {
    const seen = new Set<number>();
    return samples.map(({ name, labels }) => {
      const local = this.localOf(name, labels);
      if (seen.has(local)) return -1;
      seen.add(local);
      return local;
    });
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
