import { describe, expect, test } from "vitest";
import { SeriesGroup, StoredSeries } from "../../../electron/services/metrics/catalog.ts";
import { Head, rowsPerBlock } from "../../../electron/services/metrics/head.ts";
import { RowColumns } from "../../../electron/services/metrics/rowColumns.ts";
import { BlockReader } from "../../../shared/domain/metrics/block.ts";
import { sampleState } from "../../../shared/domain/metrics/blockColumn.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";

function seriesOf(count: number): StoredSeries[] {
  // Ids fall, so that a block has to put its series in order.
  return Array.from({ length: count }, (_, i) => {
    const group = new SeriesGroup({}, {}, "");
    return new StoredSeries(group, { id: 1000 - i, targetId: 1, name: `metric_${i}`, lastDay: 0 });
  });
}

/** A row by series: a value, or null for a staleness mark. */
type Row = ReadonlyMap<StoredSeries, number | null>;

function write(head: Head, timeMs: number, row: Row): void {
  head.beginRow(timeMs);
  const values = [...row].filter(([, value]) => value !== null);
  const columns = values.map(([series]) => head.column(series));
  for (const [series, value] of row) if (value === null) head.markStale(series);
  head.write(
    new RowColumns(columns),
    Float64Array.from(values, ([, value]) => value ?? 0),
  );
}

function cellsOf(column: { readonly values: Float64Array; readonly states: Uint8Array } | null, rows: number) {
  if (!column) return null;
  return Array.from({ length: rows }, (_, row) => {
    if (column.states[row] === sampleState.value) return column.values[row];
    return column.states[row] === sampleState.stale ? null : undefined;
  });
}

function readBlock(bytes: Uint8Array, series: StoredSeries) {
  const block = new BlockReader(bytes);
  const column = { values: new Float64Array(block.rows), states: new Uint8Array(block.rows) };
  return block.read(series.id, column.values, column.states) ? cellsOf(column, block.rows) : null;
}

/** Every way to read the head tells what was written to it. */
function expectRows(head: Head, rows: readonly Row[], series: readonly StoredSeries[]): void {
  for (const from of [0, Math.floor(rows.length / 2)]) {
    const block = head.encode(from);
    for (const one of series) {
      const cells = rows.slice(from).map((row) => row.get(one));
      const isThere = cells.some((cell) => cell !== undefined);
      expect(readBlock(block.bytes, one)).toEqual(isThere ? cells : null);
    }
  }
  for (const one of series) {
    const cells = rows.map((row) => row.get(one));
    expect(head.has(one)).toBe(cells.some((cell) => cell !== undefined));
    if (head.has(one)) expect(cellsOf(head.read(one), rows.length)).toEqual(cells);
  }
}

describe("the rows being written", () => {
  test.each([
    ["the same series in every row", 1, 1, 0],
    ["a series now and then missing", 0.9, 1, 0],
    ["few of many", 0.2, 1, 0],
    ["new ones in every row", 1, 0, 0],
    ["staleness marks", 0.9, 1, 0.1],
    ["all of it", 0.6, 0, 0.2],
  ])("come back as they were: %s", (_name, share, fromTheFirst, stale) => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = seededRandom(seed);
      const head = new Head();
      const series = seriesOf(1 + Math.floor(random() * 60));
      for (let block = 0; block < 3; block++) {
        const rows: Row[] = [];
        const rowCount = 2 + Math.floor(random() * (rowsPerBlock - 2));
        for (let i = 0; i < rowCount; i++) {
          const known = fromTheFirst === 1 ? series : series.slice(0, 1 + Math.floor((i * series.length) / rowCount));
          const cells = known
            .filter(() => random() < share)
            .map((one) => [one, random() < stale ? null : random()] as const);
          rows.push(new Map(cells));
          write(head, i * 1000, new Map(cells));
        }
        expectRows(head, rows, series);
        head.clear();
      }
    }
  });

  test("what leaves in the first row after a seal is marked, and the row keeps its values", () => {
    const head = new Head();
    const [kept, gone] = seriesOf(2);
    if (!kept || !gone) throw new Error("two series");
    const row: Row = new Map([
      [gone, null],
      [kept, 7],
    ]);
    write(head, 0, row);
    expectRows(head, [row], [kept, gone]);
  });

  test("a series may stand in the rows of two targets, which are told apart", () => {
    const [first, second] = [new Head(), new Head()];
    const [shared, own] = seriesOf(2);
    if (!shared || !own) throw new Error("two series");
    const rowOf = (value: number): Row => new Map([[shared, value]]);
    const wider: Row = new Map([
      [own, 5],
      [shared, 6],
    ]);
    write(first, 0, rowOf(1));
    write(second, 0, wider);
    expectRows(first, [rowOf(1)], [shared, own]);
    expectRows(second, [wider], [shared, own]);
    first.clear();
    expectRows(first, [], [shared]);
    expectRows(second, [wider], [shared, own]);
    write(first, 1, rowOf(2));
    second.clear();
    expectRows(first, [rowOf(2)], [shared, own]);
    expectRows(second, [], [shared, own]);
  });

  test("cells that all hold a value cost eight bytes each", () => {
    const head = new Head();
    const series = seriesOf(100);
    for (let block = 0; block < 2; block++) {
      head.clear();
      for (let i = 0; i < rowsPerBlock; i++) write(head, i, new Map(series.map((one) => [one, i])));
    }
    expect(head.memoryBytes / (rowsPerBlock * series.length)).toBeLessThan(10);
  });
});
