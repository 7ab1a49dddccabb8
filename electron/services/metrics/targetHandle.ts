import type { StoredSeries } from "./catalog.ts";
import type { TargetStore } from "./targetStore.ts";

/** The worker's side of one `SampleTarget`: which series its rows are made of. */
export class TargetHandle {
  readonly target: TargetStore;
  readonly locals = new Map<number, StoredSeries>();
  private layout: (StoredSeries | null)[] = [];
  /** Series of the last row that the next one does not have. */
  private leaving: StoredSeries[] = [];
  /** The layout's columns in the target's head; -1 skips a value. */
  private columns: number[] = [];
  private columnsOf = -1;

  constructor(target: TargetStore) {
    this.target = target;
  }

  setLayout(locals: Float64Array): void {
    const layout = Array.from(locals, (local) => this.locals.get(local) ?? null);
    const staying = new Set(layout);
    this.leaving = [...this.leaving, ...this.layout]
      .filter((series) => series !== null)
      .filter((series) => !staying.has(series));
    this.layout = layout;
    this.columnsOf = -1;
  }

  forget(below: number): void {
    for (const local of this.locals.keys()) if (local < below) this.locals.delete(local);
  }

  /** Samples written; null when the row is refused for not being later than the last. */
  append(timeMs: number, values: Float64Array): number | null {
    const row = this.target.beginRow(timeMs);
    if (row === null) return null;
    const { head } = this.target;
    const columns = this.headColumns();
    let written = 0;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] ?? -1;
      if (column === -1) continue;
      head.write(column, row, values[i] ?? Number.NaN);
      written++;
    }
    for (const series of this.leaving) head.markStale(series, row);
    this.leaving = [];
    return written;
  }

  /** Marks what the last row had as gone, right after that row when `timeMs` is not later than it. */
  markStale(timeMs: number): void {
    this.target.markAllStale(
      [...this.layout, ...this.leaving].filter((series) => series !== null),
      timeMs,
    );
    this.layout = [];
    this.leaving = [];
    this.columnsOf = -1;
  }

  private headColumns(): readonly number[] {
    const { head } = this.target;
    if (this.columnsOf !== head.generation) {
      this.columns = this.layout.map((series) => (series ? head.column(series) : -1));
      this.columnsOf = head.generation;
    }
    return this.columns;
  }
}
