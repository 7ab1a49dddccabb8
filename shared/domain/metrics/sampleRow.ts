import type { Labels, Sample } from "./model.ts";

export const noLabels: Labels = {};

/** What the values of a row are of, by their place. Rows that have the same share it: whoever knows it knows them all. */
export interface RowLayout {
  readonly names: readonly string[];
  readonly labels: readonly Labels[];
}

/** The samples of one time. */
export interface Row {
  /** Compare it by identity. */
  readonly layout: RowLayout;
  /** One for each place of the layout. */
  readonly values: Float64Array;
}

interface OpenLayout extends RowLayout {
  readonly names: string[];
  readonly labels: Labels[];
}

/**
 * The samples of one row, in columns that are used again for the next: a console that reads 64 hosts once a second would
 * otherwise make twenty thousand objects a second, only to be copied and thrown away.
 */
export class SampleRow implements Row {
  private known: OpenLayout = { names: [], labels: [] };
  /** True once this row was found to be unlike the last one: its layout is its own and still grows. */
  private isOwn = true;
  private cells = new Float64Array(16);
  private count = 0;

  static of(samples: readonly Sample[]): SampleRow {
    const row = new SampleRow();
    row.set(samples);
    return row;
  }

  /** Whole once all samples are added: what was asked for never changes. */
  get layout(): RowLayout {
    if (this.known.names.length > this.count) this.depart();
    this.isOwn = false;
    return this.known;
  }

  /** Valid until the next `add` or `clear`: copy what is to be kept. */
  get values(): Float64Array {
    return this.cells.subarray(0, this.count);
  }

  add(name: string, value: number, labels: Labels = noLabels): void {
    const place = this.count++;
    const { names, labels: known } = this.known;
    if (names[place] !== name || known[place] !== labels) this.change(place, name, labels);
    if (place >= this.cells.length) this.grow();
    this.cells[place] = value;
  }

  /** These and no others. */
  set(samples: readonly Sample[]): void {
    this.clear();
    for (const { name, value, labels } of samples) this.add(name, value, labels);
  }

  clear(): void {
    this.count = 0;
  }

  private change(place: number, name: string, labels: Labels): void {
    if (!this.isOwn || this.known.names.length > place) this.depart(place);
    this.known.names.push(name);
    this.known.labels.push(labels);
  }

  /** From here on a layout of its own, which begins as the last one did. */
  private depart(places = this.count): void {
    this.known = { names: this.known.names.slice(0, places), labels: this.known.labels.slice(0, places) };
    this.isOwn = true;
  }

  private grow(): void {
    const larger = new Float64Array(this.cells.length * 2);
    larger.set(this.cells);
    this.cells = larger;
  }
}
