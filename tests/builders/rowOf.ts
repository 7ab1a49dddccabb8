import type { Sample } from "../../shared/domain/metrics/model.ts";
import { SampleRow } from "../../shared/domain/metrics/sampleRow.ts";

/** What `fill` adds to a row. */
export function rowOf(fill: (row: SampleRow) => void): readonly Sample[] {
  const row = new SampleRow();
  fill(row);
  return row.samples;
}
