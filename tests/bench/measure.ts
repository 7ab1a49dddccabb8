/** One figure of a bench, one JSON line of `npm run bench`. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same figure for the ordinary way of doing it, measured in the same run; null where there is none. */
  readonly baseline: number | null;
  /** value / baseline. */
  readonly ratio: number | null;
  /** In words: `<= 5`, `>= 5x`. */
  readonly goal: string;
  readonly ok: boolean;
}

/** A file of tests/bench: the names it measures (prefixes select it) and how. */
export interface Bench {
  readonly names: readonly string[];
  /** `long`: half an hour where a figure needs it (`--long`). */
  run(options: { readonly long: boolean }): Promise<readonly Measure[]>;
}

export function measure(fields: Omit<Measure, "baseline" | "ratio"> & { readonly baseline?: number }): Measure {
  const { baseline, ...rest } = fields;
  const round = (value: number) => Number(value.toPrecision(4));
  return {
    ...rest,
    value: round(fields.value),
    baseline: baseline === undefined ? null : round(baseline),
    ratio: baseline === undefined ? null : round(fields.value / baseline),
  };
}
