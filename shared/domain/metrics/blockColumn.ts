import type { ByteReader, ByteWriter } from "./bytes.ts";

/** What a row holds of a series. A measured NaN is a `value`; staleness is a flag, never a NaN. */
export const sampleState = { absent: 0, value: 1, stale: 2 } as const;

const kind = { runs: 0, offsets: 1, deltas: 2, raw: 3 } as const;
const statesFlag = 0x10;

/** Values are tried as whole numbers after one of these factors: binary sizes, plain counts, decimals. */
const multipliers = [1 / 1_048_576, 1 / 1024, 1, 10, 100, 1000] as const;
const maxMantissa = 2 ** 51;

/**
 * Writes `rows` rows of one series: which of them hold a value (`states`, null where all do), and the values in the
 * smallest of four forms (runs of equal values, whole-number offsets, whole-number deltas, plain doubles). `values` is one
 * number where all rows hold that. Exact: a form is chosen only when every value comes back as the same double, -0
 * included.
 */
export function encodeColumn(
  writer: ByteWriter,
  rows: number,
  values: Float64Array | number,
  states: Uint8Array | null,
): void {
  const gaps = states && hasGaps(states, rows) ? states : null;
  const count = gaps ? countValues(gaps, rows) : rows;
  const begin = (form: number) => {
    writer.u8(form | (gaps ? statesFlag : 0));
    if (gaps) encodeStates(writer, rows, gaps);
  };
  if (typeof values === "number") {
    begin(kind.runs);
    if (count > 0) writeRun(writer, values, count);
    return;
  }
  const column = gaps ? pack(values, rows, gaps) : values;
  const form = smallestForm(column, count);
  begin(form.kind);
  writeForm(writer, form, column, count);
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

/** What `encodeColumn` works on: the values of a column with gaps, the whole numbers of one, and the steps between them. */
let packed = new Float64Array(64);
let mantissas = new Float64Array(64);
let deltas = new Float64Array(64);

type Form =
  | { readonly kind: typeof kind.raw | typeof kind.runs }
  | { readonly kind: typeof kind.offsets | typeof kind.deltas; readonly whole: WholeNumbers };

/** What `mantissas` and `deltas` hold; a width is the bytes of the distance from the least one, Infinity when four are too few. */
interface WholeNumbers {
  readonly multiplierIndex: number;
  readonly min: number;
  readonly width: number;
  readonly minDelta: number;
  readonly deltaWidth: number;
}

function hasGaps(states: Uint8Array, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (states[row] !== sampleState.value) return true;
  return false;
}

function countValues(states: Uint8Array, rows: number): number {
  let count = 0;
  for (let row = 0; row < rows; row++) if (states[row] === sampleState.value) count++;
  return count;
}

/** The values alone, valid until the next call. */
function pack(values: Float64Array, rows: number, states: Uint8Array): Float64Array {
  if (packed.length < rows) packed = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    if (states[row] === sampleState.value) packed[at++] = values[row] ?? 0;
  }
  return packed;
}

/** -0 is not 0, and a NaN is another NaN. */
function isSame(a: number, b: number): boolean {
  return a === b ? a !== 0 || 1 / a === 1 / b : Number.isNaN(a) && Number.isNaN(b);
}

function smallestForm(column: Float64Array, count: number): Form {
  const runBytes = countRuns(column, count) * 10;
  const plain: Form = { kind: runBytes < count * 8 ? kind.runs : kind.raw };
  const plainBytes = Math.min(runBytes, count * 8);
  // Nothing whole-number can be smaller than a handful of runs.
  if (plainBytes <= count) return plain;
  const whole = wholeNumbers(column, count);
  if (!whole) return plain;
  const offsetBytes = 9 + count * whole.width;
  const deltaBytes = 17 + (count - 1) * whole.deltaWidth;
  if (plainBytes <= Math.min(offsetBytes, deltaBytes)) return plain;
  return { kind: offsetBytes <= deltaBytes ? kind.offsets : kind.deltas, whole };
}

/** Not counted on once they are too many to be the smaller form. */
function countRuns(column: Float64Array, count: number): number {
  const most = count * 0.8;
  let runs = Math.min(count, 1);
  let before = column[0] ?? 0;
  for (let i = 1; i < count && runs < most; i++) {
    const value = column[i] ?? 0;
    if (!isSame(value, before)) runs++;
    before = value;
  }
  return runs;
}

function wholeNumbers(column: Float64Array, count: number): WholeNumbers | null {
  if (mantissas.length < count) {
    mantissas = new Float64Array(count);
    deltas = new Float64Array(count);
  }
  for (let index = 0; index < multipliers.length; index++) {
    const whole = wholeAfter(column, count, index);
    if (whole) return whole;
  }
  return null;
}

/** Fills `mantissas` and `deltas`; null where a value is no whole number after the multiplier. */
function wholeAfter(column: Float64Array, count: number, multiplierIndex: number): WholeNumbers | null {
  const multiplier = multipliers[multiplierIndex] ?? 1;
  let before = 0;
  let min = Infinity;
  let max = -Infinity;
  let minDelta = count > 1 ? Infinity : 0;
  let maxDelta = count > 1 ? -Infinity : 0;
  for (let i = 0; i < count; i++) {
    const value = column[i] ?? 0;
    const mantissa = Math.round(value * multiplier);
    if ((multiplier === 1 ? mantissa : mantissa / multiplier) !== value) return null;
    // Sums would lose the sign of a -0.
    if (value === 0 && 1 / value < 0) return null;
    mantissas[i] = mantissa;
    if (mantissa < min) min = mantissa;
    if (mantissa > max) max = mantissa;
    if (i > 0) {
      const delta = mantissa - before;
      deltas[i - 1] = delta;
      if (delta < minDelta) minDelta = delta;
      if (delta > maxDelta) maxDelta = delta;
    }
    before = mantissa;
  }
  if (min < -maxMantissa || max > maxMantissa) return null;
  return { multiplierIndex, min, width: widthOf(max - min), minDelta, deltaWidth: widthOf(maxDelta - minDelta) };
}

function widthOf(span: number): number {
  return span < 2 ** 8 ? 1 : span < 2 ** 16 ? 2 : span < 2 ** 24 ? 3 : span < 2 ** 32 ? 4 : Infinity;
}

function writeForm(writer: ByteWriter, form: Form, column: Float64Array, count: number): void {
  switch (form.kind) {
    case kind.raw:
      writer.f64Run(column, count);
      return;
    case kind.runs:
      writeRuns(writer, column, count);
      return;
    case kind.offsets: {
      const { multiplierIndex, min, width } = form.whole;
      writer.u8(multiplierIndex | (width << 4));
      writer.f64(min);
      writer.fixedRun(width, count, mantissas, min);
      return;
    }
    case kind.deltas: {
      const { multiplierIndex, minDelta, deltaWidth } = form.whole;
      writer.u8(multiplierIndex | (deltaWidth << 4));
      writer.f64(mantissas[0] ?? 0);
      writer.f64(minDelta);
      writer.fixedRun(deltaWidth, count - 1, deltas, minDelta);
      return;
    }
  }
}

function writeRuns(writer: ByteWriter, column: Float64Array, count: number): void {
  for (let from = 0; from < count; ) {
    const value = column[from] ?? 0;
    let to = from + 1;
    while (to < count && isSame(column[to] ?? 0, value)) to++;
    writeRun(writer, value, to - from);
    from = to;
  }
}

function writeRun(writer: ByteWriter, value: number, length: number): void {
  writer.f64(value);
  writer.varint(length);
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

function encodeStates(writer: ByteWriter, rows: number, states: Uint8Array): void {
  for (let from = 0; from < rows; ) {
    const state = states[from] ?? 0;
    let to = from + 1;
    while (to < rows && states[to] === state) to++;
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
