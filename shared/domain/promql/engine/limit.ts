import { MidwatchError } from "../../../base/errors.ts";
import type { TextSpan } from "../queryError.ts";
import type { Evaluation } from "./context.ts";
import type { Group } from "./grouping.ts";
import type { LabelSet } from "./labelSet.ts";
import { shortNumber } from "./numberText.ts";
import { type Column, isEmpty } from "./vector.ts";
import { xxhash64 } from "./xxhash64.ts";

/** The first k series of a group at each step. */
export function limitCount({ columns }: Group, counts: Float64Array): readonly Column[] {
  const taken = new Uint32Array(counts.length);
  return columns
    .map((column) =>
      filtered(column, (step) => {
        const count = taken[step] ?? 0;
        if (count >= (counts[step] ?? 0)) return false;
        taken[step] = count + 1;
        return true;
      }),
    )
    .filter((column) => !isEmpty(column));
}

/** A share of the series, chosen by a hash of their labels; a negative ratio takes those that 1 + ratio leaves. */
export function limitRatio(
  columns: readonly Column[],
  ratios: Float64Array,
  { query }: Evaluation,
  span: TextSpan,
): readonly Column[] {
  for (const ratio of new Set(ratios)) {
    if (Number.isNaN(ratio)) throw new MidwatchError("BAD_QUERY", "Ratio value is NaN", { detail: { position: span } });
    if (Math.abs(ratio) <= 1) continue;
    query.annotations.warn(
      `ratio value should be between -1 and 1, got ${shortNumber(ratio)}, capping to ${Math.sign(ratio)}`,
      span,
    );
  }
  return columns
    .map((column) => {
      const place = placeOf(column.labels);
      return filtered(column, (step) => {
        const ratio = ratios[step] ?? 0;
        return ratio >= 0 ? place < ratio : place >= 1 + ratio;
      });
    })
    .filter((column) => !isEmpty(column));
}

function filtered(column: Column, keeps: (step: number) => boolean): Column {
  return { ...column, present: column.present.map((here, step) => (here === 1 && keeps(step) ? 1 : 0)) };
}

/** A number from 0 to 1 that the labels alone decide, and as Prometheus does: the same series are taken there. */
function placeOf(labels: LabelSet): number {
  const encoder = new TextEncoder();
  const bytes = Object.entries(labels.toRecord())
    .flat()
    .flatMap((text) => {
      const encoded = encoder.encode(text);
      return [...lengthBytes(encoded.length), ...encoded];
    });
  return Number(xxhash64(Uint8Array.from(bytes))) / 2 ** 64;
}

/** One byte, or 255 and three. */
function lengthBytes(length: number): readonly number[] {
  return length < 255 ? [length] : [255, length & 255, (length >> 8) & 255, (length >> 16) & 255];
}
