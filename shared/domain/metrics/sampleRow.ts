import type { Labels, Sample } from "./model.ts";

export const noLabels: Labels = {};

type KeptSample = { -readonly [K in keyof Sample]: Sample[K] };

/**
 * The samples of one row, made of the objects of the row before: a console that reads 64 hosts once a second would
 * otherwise make twenty thousand a second, only to be copied and thrown away.
 */
export class SampleRow {
  private readonly kept: KeptSample[] = [];
  private count = 0;

  /** Valid until the next `add` or `clear`: copy what is to be kept. */
  get samples(): readonly Sample[] {
    if (this.kept.length > this.count) this.kept.length = this.count;
    return this.kept;
  }

  add(name: string, value: number, labels: Labels = noLabels): void {
    const sample = this.kept[this.count];
    this.count += 1;
    if (sample) {
      sample.name = name;
      sample.labels = labels;
      sample.value = value;
    } else this.kept.push({ name, labels, value });
  }

  clear(): void {
    this.count = 0;
  }
}
