import type { ByteReader, ByteWriter } from "./bytes.ts";

const kind = { deltaOfDelta: 0, raw: 1 } as const;
/** Up to this (the year 37,000) every difference of differences, zigzag coded, fits 53 bits. */
const maxTimeMs = 2 ** 50;

/** Writes one time column (Unix ms, whole numbers): a steady interval costs one byte a row. */
export function encodeTimes(writer: ByteWriter, timesMs: Float64Array): void {
  if (!timesMs.every((timeMs) => Number.isInteger(timeMs) && Math.abs(timeMs) <= maxTimeMs)) {
    writer.u8(kind.raw);
    for (const timeMs of timesMs) writer.f64(timeMs);
    return;
  }
  writer.u8(kind.deltaOfDelta);
  for (const step of deltasOfDeltas(timesMs)) writer.varint(step >= 0 ? step * 2 : -step * 2 - 1);
}

export function decodeTimes(reader: ByteReader, rows: number): Float64Array {
  const timesMs = new Float64Array(rows);
  if (reader.u8() === kind.raw) {
    for (let i = 0; i < rows; i++) timesMs[i] = reader.f64();
    return timesMs;
  }
  let timeMs = 0;
  let deltaMs = 0;
  for (let i = 0; i < rows; i++) {
    const coded = reader.varint();
    const step = coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
    // The first row is an absolute time; it must not become the first interval.
    if (i > 0) deltaMs += step;
    timeMs = i === 0 ? step : timeMs + deltaMs;
    timesMs[i] = timeMs;
  }
  return timesMs;
}

function deltasOfDeltas(timesMs: Float64Array): Float64Array {
  const steps = new Float64Array(timesMs.length);
  let lastMs = 0;
  let lastDeltaMs = 0;
  timesMs.forEach((timeMs, i) => {
    const deltaMs = timeMs - lastMs;
    steps[i] = i === 0 ? timeMs : deltaMs - lastDeltaMs;
    if (i > 0) lastDeltaMs = deltaMs;
    lastMs = timeMs;
  });
  return steps;
}
