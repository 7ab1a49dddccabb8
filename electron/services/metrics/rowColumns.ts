/**
 * Where the values of a handle's rows belong in the head: those whose column changes go to a cell, the others are held
 * against the one number of their column. Each kind is a run of its own, so that writing a row is two plain loops.
 */
export class RowColumns {
  /** The head's column of each value; -1 skips a value. */
  readonly columns: readonly number[];
  /** Columns that get a value. */
  readonly count: number;
  /** Values that go to a cell: where they stand in the row, and the place of their column. */
  readonly cellSources: Int32Array;
  readonly cellPlaces: Int32Array;
  cells = 0;
  /** The others: where they stand in the row, and their column. */
  readonly steadySources: Int32Array;
  readonly steadyColumns: Int32Array;
  steadies = 0;
  private changing = -1;

  constructor(columns: readonly number[]) {
    const { length } = columns;
    this.columns = columns;
    this.count = new Set(columns.filter((column) => column >= 0)).size;
    this.cellSources = new Int32Array(length);
    this.cellPlaces = new Int32Array(length);
    this.steadySources = new Int32Array(length);
    this.steadyColumns = new Int32Array(length);
  }

  /** `places` by column, negative for none; `changing` is how many have one, and only grows. */
  arrange(places: Int32Array, changing: number): void {
    if (changing === this.changing) return;
    this.changing = changing;
    this.cells = 0;
    this.steadies = 0;
    const { columns } = this;
    for (let source = 0; source < columns.length; source++) {
      const column = columns[source] ?? -1;
      if (column < 0) continue;
      const place = places[column] ?? -1;
      if (place >= 0) {
        this.cellSources[this.cells] = source;
        this.cellPlaces[this.cells++] = place;
      } else {
        this.steadySources[this.steadies] = source;
        this.steadyColumns[this.steadies++] = column;
      }
    }
  }
}
