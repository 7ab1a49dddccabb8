import { DisposableStore } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { Watched, WatchState } from "./types.ts";

/** Rows of several resources as one table, each as it is. Ends what it is given when it is disposed. */
export function united<Row extends { readonly id: string }>(parts: readonly Watched<Row>[]): Watched<Row> {
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<ReadonlySet<string> | null>());
  const all = () => new Map(parts.flatMap(({ rows }) => [...rows]));
  let rows = all();
  for (const part of parts) {
    owned.add(part);
    owned.add(
      part.onChange((ids) => {
        rows = all();
        changed.fire(ids);
      }),
    );
  }
  return {
    get rows() {
      return rows;
    },
    get state() {
      return worst(parts.map(({ state }) => state));
    },
    onChange: changed.event,
    dispose: () => owned.dispose(),
  };
}

/** What a table of several resources is: as good as the worst of them. */
export function worst(states: readonly WatchState[]): WatchState {
  const order: readonly WatchState["kind"][] = ["away", "refused", "listing", "tooMany", "listed", "live"];
  for (const kind of order) {
    const found = states.filter((state) => state.kind === kind);
    // Where one of them was never listed, what is not among the rows is not known.
    const [first] = [...found.filter((state) => state.kind === "away" && !state.known), ...found];
    if (first) return first;
  }
  return { kind: "live" };
}
