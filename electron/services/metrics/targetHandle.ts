import type { StoredSeries } from "./catalog.ts";
import { RowColumns } from "./rowColumns.ts";
import type { TargetStore } from "./targetStore.ts";

/** The worker's side of one `SampleTarget`: which series its rows are made of. */
export class TargetHandle {
  readonly target: TargetStore;
  /** By their numbers within the handle, which count up from `firstLocal`. */
  private locals: StoredSeries[] = [];
  private firstLocal = 0;
  private layout: (StoredSeries | null)[] = [];
  /** Series of the last row that the next one does not have. */
  private leaving: StoredSeries[] = [];
  /** The layout's columns in the target's head. */
  private columns = new RowColumns([]);
  private columnsOf = -1;

  constructor(target: TargetStore) {
    this.target = target;
  }

  /** Numbers come in ascending order without gaps; a worker that took another's place does not begin at 0. */
  define(local: number, series: StoredSeries): void {
    if (this.locals.length === 0) this.firstLocal = local;
    this.locals[local - this.firstLocal] = series;
  }

  /** What its rows may be made of. */
  get series(): Iterable<StoredSeries> {
    return this.locals;
  }

  setLayout(locals: Float64Array): void {
    const layout = Array.from(locals, (local) => this.locals[local - this.firstLocal] ?? null);
    const staying = new Set(layout);
    this.leaving = [...this.leaving, ...this.layout]
      .filter((series) => series !== null)
      .filter((series) => !staying.has(series));
    this.layout = layout;
    this.columnsOf = -1;
  }

  forget(below: number): void {
    this.locals = this.locals.slice(below - this.firstLocal);
    this.firstLocal = below;
  }

  /** Samples written; null when the row is refused for not being later than the last. */
  append(timeMs: number, values: Float64Array): number | null {
    if (!this.target.beginRow(timeMs)) return null;
    const { head } = this.target;
    const columns = this.headColumns();
    for (const series of this.leaving) head.markStale(series);
    if (this.leaving.length > 0) this.leaving = [];
    head.write(columns, values);
    return columns.count;
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

  private headColumns(): RowColumns {
    const { head } = this.target;
    if (this.columnsOf !== head.generation) {
      this.columns = new RowColumns(this.layout.map((series) => (series ? head.column(series) : -1)));
      this.columnsOf = head.generation;
    }
    return this.columns;
  }
}
