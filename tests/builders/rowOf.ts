import type { Sample } from "../../shared/domain/metrics/model.ts";
import { noLabels, type Row, SampleRow } from "../../shared/domain/metrics/sampleRow.ts";

/** What `fill` adds to a row. */
export function rowOf(fill: (row: SampleRow) => void): readonly Sample[] {
  const row = new SampleRow();
  fill(row);
  return samplesOf(row);
}

/** The row's samples as they are now. */
export function samplesOf({ layout: { names, labels }, values }: Row): readonly Sample[] {
  return names.map((name, i) => ({ name, labels: labels[i] ?? noLabels, value: values[i] ?? Number.NaN }));
}
