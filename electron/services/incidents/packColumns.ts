import type { ChartColumns } from "../../../shared/domain/incident/entry.ts";

const headBytes = 8;

/** Columns of one length as bytes: how many there are, then the times and each column, 64-bit floats, little-endian. */
export function packColumns({ timesMs, values }: ChartColumns): Uint8Array {
  const all = [timesMs, ...values];
  const view = new DataView(new ArrayBuffer(headBytes + all.length * timesMs.length * 8));
  view.setFloat64(0, all.length, true);
  all.forEach((column, c) => {
    timesMs.forEach((_, row) => {
      view.setFloat64(headBytes + (c * timesMs.length + row) * 8, column[row] ?? Number.NaN, true);
    });
  });
  return new Uint8Array(view.buffer);
}

export function unpackColumns(bytes: Uint8Array): ChartColumns {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const columns = view.getFloat64(0, true);
  const rows = (bytes.byteLength - headBytes) / 8 / columns;
  const column = (c: number) =>
    Float64Array.from({ length: rows }, (_, row) => view.getFloat64(headBytes + (c * rows + row) * 8, true));
  return { timesMs: column(0), values: Array.from({ length: columns - 1 }, (_, index) => column(index + 1)) };
}
