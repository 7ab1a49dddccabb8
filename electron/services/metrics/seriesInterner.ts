import { seriesKey } from "../../../shared/domain/metrics/labels.ts";
import type { Labels, Sample } from "../../../shared/domain/metrics/model.ts";
import type { RowBatchWriter } from "./rowBatch.ts";

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
  private byIdentity = new WeakMap<Labels, Map<string, number>>();
  private byKey = new Map<string, number>();
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
    batch.beginRow(this.handle, timeMs, samples.length);
    for (const { value } of samples) batch.value(value);
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
    this.byKey = new Map();
  }

  private writeLikeLast(batch: RowBatchWriter, timeMs: number, samples: readonly Sample[]): boolean {
    const { names, labels } = this;
    if (samples.length !== names.length) return false;
    const before = batch.length;
    batch.beginRow(this.handle, timeMs, samples.length);
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i];
      if (sample === undefined || sample.labels !== labels[i] || sample.name !== names[i]) {
        batch.rewind(before);
        return false;
      }
      batch.value(sample.value);
    }
    return true;
  }

  private adopt(batch: RowBatchWriter, samples: readonly Sample[]): void {
    if (this.byKey.size > samples.length * 2 + forgetAfter) {
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
      names = new Map();
      this.byIdentity.set(labels, names);
    }
    const known = names.get(name);
    if (known !== undefined) return known;
    const key = seriesKey(name, labels);
    let local = this.byKey.get(key);
    if (local === undefined) {
      local = this.nextLocal++;
      this.byKey.set(key, local);
      this.define(local, name, labels);
    }
    names.set(name, local);
    return local;
  }
}
