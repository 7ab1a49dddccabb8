import type { Labels, Sample } from "./model.ts";

export const noLabels: Labels = {};

type KeptSample = { -readonly [K in keyof Sample]: Sample[K] };

/**
 * The samples of one row, made of the objects of the row before: a console that reads 64 hosts once a second would
 * otherwise make twenty thousand a second, only to be copied and thrown away.
 */
export class SampleRow {
  private readonly kept: KeptSample[] = [];
  private readonly row: Sample[] = [];

  /** Valid until the next `clear`: copy what is to be kept. */
  get samples(): readonly Sample[] {
    return this.row;
  }

  add(name: string, value: number, labels: Labels = noLabels): void {
    const sample = this.kept[this.row.length];
    if (sample) {
      sample.name = name;
      sample.labels = labels;
      sample.value = value;
      this.row.push(sample);
      return;
    }
    const made = { name, labels, value };
    this.kept.push(made);
    this.row.push(made);
  }

  clear(): void {
    this.row.length = 0;
  }
}
