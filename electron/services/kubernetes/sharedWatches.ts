import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { Watched } from "./types.ts";

/** Who goes from one screen to another and back finds what was there. */
const lingerMs = 10_000;

interface Entry {
  readonly watched: Watched<unknown>;
  users: number;
  ending: Disposable | null;
}

/** Watches by what they watch: those who look at the same share one, and it ends a while after the last of them. */
export function createSharedWatches(clock: Clock): Disposable & {
  of<Row>(key: string, start: () => Watched<Row>): Watched<Row>;
} {
  const entries = new Map<string, Entry>();

  function release(key: string, entry: Entry): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    entry.ending = clock.after(lingerMs, () => {
      entries.delete(key);
      entry.watched.dispose();
    });
  }

  return {
    of<Row>(key: string, start: () => Watched<Row>): Watched<Row> {
      const entry = entries.get(key) ?? { watched: start(), users: 0, ending: null };
      entries.set(key, entry);
      entry.users += 1;
      entry.ending?.dispose();
      entry.ending = null;
      // The key says what its rows are.
      const watched = entry.watched as Watched<Row>;
      const own = new DisposableStore();
      const changed = own.add(new Emitter<ReadonlySet<string> | null>());
      own.add(watched.onChange((ids) => changed.fire(ids)));
      own.add(toDisposable(() => release(key, entry)));
      return {
        get rows() {
          return watched.rows;
        },
        get state() {
          return watched.state;
        },
        onChange: changed.event,
        dispose: () => own.dispose(),
      };
    },
    dispose() {
      for (const { watched, ending } of entries.values()) {
        ending?.dispose();
        watched.dispose();
      }
      entries.clear();
    },
  };
}
