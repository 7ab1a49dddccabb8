import type { Labels } from "../../../shared/domain/metrics/model.ts";
import { type Row, SampleRow } from "../../../shared/domain/metrics/sampleRow.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";

/** What a host of eight GPUs has. */
export const seriesPerHost = 260;

/** What a host reports, by share: nearly constant, counters, small gauges, two decimals, full precision. */
function valueMakers(random: () => number): ((second: number) => number)[] {
  return Array.from({ length: seriesPerHost }, (_, i) => {
    const share = i / seriesPerHost;
    const phase = Math.floor(random() * 1000);
    if (share < 0.37) return () => (random() < 0.01 ? 1 : 0);
    if (share < 0.63) return (second) => (second + phase) * 1000 + Math.floor(random() * 500);
    if (share < 0.83) return () => Math.floor(random() * 100);
    if (share < 0.93) return () => Math.floor(random() * 30_000) / 100;
    return () => random() * 1e6;
  });
}

/** 8 GPUs share each of the first names, so that a panel of one name shows 8 series. */
function namesOf(): { readonly name: string; readonly labels: Labels }[] {
  const gpus = Array.from({ length: 8 }, (_, gpu) => ({ gpu: String(gpu) }));
  return Array.from({ length: seriesPerHost }, (_, i) => ({
    name: `metric_${Math.floor(i / 8)}`,
    labels: gpus[i % 8] ?? {},
  }));
}

/** `rounds` rows of one host, made before anything is measured, of one layout as a collector's are. */
export function rowsOf(host: number, rounds: number): Row[] {
  const makers = valueMakers(seededRandom(host + 1));
  const { layout } = SampleRow.of(namesOf().map((series) => ({ ...series, value: 0 })));
  return Array.from({ length: rounds }, (_, second) => ({
    layout,
    values: Float64Array.from(makers, (valueAt) => valueAt(second)),
  }));
}
