import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { Watched } from "./types.ts";
import { worst } from "./united.ts";

/** Figures over thousands of pods are counted anew at most so often. */
const countMs = 1_000;

/**
 * Rows of several resources as one table, completed with figures that another resource has (`null` while it is not live).
 * Ends what it is given when it is disposed.
 */
export function joined<Row extends { readonly id: string }, Other>(
  parts: readonly Watched<Row>[],
  {
    other,
    clock,
    count,
    complete,
  }: {
    readonly other: Watched<Other>;
    readonly clock: Clock;
    /** Figures by a key of the caller's. */
    readonly count: (rows: Iterable<Other>) => ReadonlyMap<string, number>;
    readonly complete: (row: Row, counts: ReadonlyMap<string, number> | null) => Row;
  },
): Watched<Row> {
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<ReadonlySet<string> | null>());
  const rows = new Map<string, Row>();
  let counts: ReadonlyMap<string, number> | null = null;
  let timer: Disposable | null = null;
  for (const part of [...parts, other]) owned.add(part);

  const rowOf = (id: string): Row | undefined => {
    for (const part of parts) {
      const row = part.rows.get(id);
      if (row) return complete(row, counts);
    }
    return undefined;
  };

  function fill(): void {
    rows.clear();
    for (const part of parts) for (const [id, row] of part.rows) rows.set(id, complete(row, counts));
  }

  function take(ids: ReadonlySet<string>): void {
    for (const id of ids) {
      const row = rowOf(id);
      if (row) rows.set(id, row);
      else rows.delete(id);
    }
  }

  function recount(): void {
    timer = null;
    counts = other.state.kind === "live" ? count(other.rows.values()) : null;
    const moved = [...rows].flatMap(([id, row]) => {
      const next = rowOf(id);
      return next && JSON.stringify(next) !== JSON.stringify(row) ? [id] : [];
    });
    if (moved.length === 0) return;
    const ids = new Set(moved);
    take(ids);
    changed.fire(ids);
  }

  for (const part of parts) {
    owned.add(
      part.onChange((ids) => {
        if (ids === null) fill();
        else take(ids);
        changed.fire(ids);
      }),
    );
  }
  owned.add(
    other.onChange((ids) => {
      if (ids === null || counts === null) {
        timer?.dispose();
        recount();
      } else timer ??= clock.after(countMs, recount);
    }),
  );
  recount();
  fill();

  return {
    rows,
    get state() {
      return worst(parts.map(({ state }) => state));
    },
    onChange: changed.event,
    dispose() {
      timer?.dispose();
      owned.dispose();
    },
  };
}
