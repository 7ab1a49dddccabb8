import type { ByteReader, ByteWriter } from "./bytes.ts";

/** What a row holds of a series. A measured NaN is a `value`; staleness is a flag, never a NaN. */
export const sampleState = { absent: 0, value: 1, stale: 2 } as const;

const kind = { runs: 0, offsets: 1, deltas: 2, raw: 3 } as const;
const statesFlag = 0x10;

/** Values are tried as whole numbers after one of these factors: binary sizes, plain counts, decimals. */
const multipliers = [1 / 1_048_576, 1 / 1024, 1, 10, 100, 1000] as const;
const maxMantissa = 2 ** 51;

/**
 * Writes one series' rows: which rows hold a value, and the values in the smallest of four forms
 * (runs of equal values, whole-number offsets, whole-number deltas, plain doubles). Bit-exact:
 * a form is chosen only when every value comes back as the same double, -0 included.
 */
export function encodeColumn(writer: ByteWriter, values: Float64Array, states: Uint8Array): void {
  const complete = states.every((state) => state === sampleState.value);
  const present = complete ? values : values.filter((_, i) => states[i] === sampleState.value);
  const form = smallestForm(present);
  writer.u8(form.kind | (complete ? 0 : statesFlag));
  if (!complete) encodeStates(writer, states);
  form.write(writer);
}

/**
 * Reads what `encodeColumn` wrote into `values` and `states` (at least `rows` long).
 * Where `states` is not `value`, `values` holds whatever was there before.
 */
export function decodeColumn(reader: ByteReader, rows: number, values: Float64Array, states: Uint8Array): void {
  const head = reader.u8();
  const complete = (head & statesFlag) === 0;
  const count = complete ? rows : decodeStates(reader, rows, states);
  if (complete) states.fill(sampleState.value, 0, rows);
  decodeValues(reader, head & 0x0f, count, values);
  if (!complete) spread(values, states, rows, count);
}

interface Form {
  readonly kind: number;
  readonly bytes: number;
  write(writer: ByteWriter): void;
}

function smallestForm(values: Float64Array): Form {
  let best: Form = rawForm(values);
  const runs = runsForm(values);
  if (runs.bytes < best.bytes) best = runs;
  // Nothing whole-number can be smaller than a handful of runs.
  if (best.bytes <= values.length) return best;
  const whole = wholeNumbers(values);
  if (!whole) return best;
  for (const form of [offsetsForm(whole), deltasForm(whole)]) if (form && form.bytes < best.bytes) best = form;
  return best;
}

function rawForm(values: Float64Array): Form {
  return {
    kind: kind.raw,
    bytes: values.length * 8,
    write(writer) {
      for (const value of values) writer.f64(value);
    },
  };
}

function runsForm(values: Float64Array): Form {
  let runs = 0;
  for (let i = 0; i < values.length; i++) if (i === 0 || !Object.is(values[i], values[i - 1])) runs++;
  return {
    kind: kind.runs,
    bytes: runs * 10,
    write(writer) {
      for (let from = 0; from < values.length; ) {
        const value = values[from] ?? 0;
        let to = from + 1;
        while (to < values.length && Object.is(values[to], value)) to++;
        writer.f64(value);
        writer.varint(to - from);
        from = to;
      }
    },
  };
}

interface WholeNumbers {
  readonly multiplierIndex: number;
  readonly mantissas: Float64Array;
}

function wholeNumbers(values: Float64Array): WholeNumbers | null {
  const mantissas = new Float64Array(values.length);
  for (let index = 0; index < multipliers.length; index++) {
    if (fillMantissas(values, multipliers[index] ?? 1, mantissas)) return { multiplierIndex: index, mantissas };
  }
  return null;
}

function fillMantissas(values: Float64Array, multiplier: number, mantissas: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    // Adding 0 turns -0 into 0, so that a -0 fails the comparison below: sums would lose its sign.
    const mantissa = Math.round(value * multiplier) + 0;
    if (!(Math.abs(mantissa) <= maxMantissa) || !Object.is(mantissa / multiplier, value)) return false;
    mantissas[i] = mantissa;
  }
  return true;
}

function offsetsForm({ mantissas, multiplierIndex }: WholeNumbers): Form | null {
  const { min, width } = rangeOf(mantissas);
  if (width === null) return null;
  return {
    kind: kind.offsets,
    bytes: 9 + mantissas.length * width,
    write(writer) {
      writer.u8(multiplierIndex | (width << 4));
      writer.f64(min);
      for (const mantissa of mantissas) writer.fixed(mantissa - min, width);
    },
  };
}

function deltasForm({ mantissas, multiplierIndex }: WholeNumbers): Form | null {
  const deltas = new Float64Array(mantissas.length - 1);
  for (let i = 0; i < deltas.length; i++) deltas[i] = (mantissas[i + 1] ?? 0) - (mantissas[i] ?? 0);
  const { min, width } = rangeOf(deltas);
  if (width === null) return null;
  return {
    kind: kind.deltas,
    bytes: 17 + deltas.length * width,
    write(writer) {
      writer.u8(multiplierIndex | (width << 4));
      writer.f64(mantissas[0] ?? 0);
      writer.f64(min);
      for (const delta of deltas) writer.fixed(delta - min, width);
    },
  };
}

/** The least number and the bytes that hold the distance from it to any other; null when four are too few. */
function rangeOf(numbers: Float64Array): { readonly min: number; readonly width: number | null } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const number of numbers) {
    if (number < min) min = number;
    if (number > max) max = number;
  }
  const span = numbers.length === 0 ? 0 : max - min;
  const width = span < 2 ** 8 ? 1 : span < 2 ** 16 ? 2 : span < 2 ** 24 ? 3 : span < 2 ** 32 ? 4 : null;
  return { min: numbers.length === 0 ? 0 : min, width };
}

function decodeValues(reader: ByteReader, form: number, count: number, values: Float64Array): void {
  switch (form) {
    case kind.raw:
      for (let i = 0; i < count; i++) values[i] = reader.f64();
      return;
    case kind.runs:
      for (let i = 0; i < count; ) {
        const value = reader.f64();
        const end = i + reader.varint();
        if (end > count || end === i) throw new RangeError("A run is longer than its column");
        values.fill(value, i, end);
        i = end;
      }
      return;
    case kind.offsets: {
      const { multiplier, width } = readScale(reader);
      const min = reader.f64();
      reader.fixedRun(width, count, values);
      for (let i = 0; i < count; i++) values[i] = (min + (values[i] ?? 0)) / multiplier;
      return;
    }
    case kind.deltas: {
      const { multiplier, width } = readScale(reader);
      let mantissa = reader.f64();
      const min = reader.f64();
      reader.fixedRun(width, count - 1, values);
      for (let i = 0; i < count; i++) {
        const delta = values[i] ?? 0;
        values[i] = mantissa / multiplier;
        mantissa += min + delta;
      }
      return;
    }
    default:
      throw new RangeError(`Unknown column form ${form}`);
  }
}

function readScale(reader: ByteReader): { readonly multiplier: number; readonly width: number } {
  const byte = reader.u8();
  const multiplier = multipliers[byte & 0x0f];
  if (multiplier === undefined) throw new RangeError("Unknown scale");
  return { multiplier, width: byte >> 4 };
}

function encodeStates(writer: ByteWriter, states: Uint8Array): void {
  for (let from = 0; from < states.length; ) {
    const state = states[from] ?? 0;
    let to = from + 1;
    while (to < states.length && states[to] === state) to++;
    writer.varint((to - from) * 4 + state);
    from = to;
  }
}

/** Returns how many rows hold a value. */
function decodeStates(reader: ByteReader, rows: number, states: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < rows; ) {
    const coded = reader.varint();
    const state = coded % 4;
    const end = i + Math.floor(coded / 4);
    if (end > rows || end === i) throw new RangeError("A run of states is longer than its column");
    states.fill(state, i, end);
    if (state === sampleState.value) count += end - i;
    i = end;
  }
  return count;
}

/** Moves `count` packed values to the rows whose state is `value`, from the back so that none is overwritten. */
function spread(values: Float64Array, states: Uint8Array, rows: number, count: number): void {
  for (let row = rows - 1, from = count - 1; from >= 0 && row >= 0; row--) {
    if (states[row] === sampleState.value) values[row] = values[from--] ?? 0;
  }
}
