import { RowBatchWriter } from "../../electron/services/metrics/rowBatch.ts";
import type { SampleStore } from "../../electron/services/metrics/sampleStore.ts";
import { SeriesInterner } from "../../electron/services/metrics/seriesInterner.ts";
import {
  addDefinition,
  type RowsMessage,
  type SeriesDefinitions,
} from "../../electron/services/metrics/workerMessages.ts";
import type { Labels, Sample } from "../../shared/domain/metrics/model.ts";
import { type Row, SampleRow } from "../../shared/domain/metrics/sampleRow.ts";

let lastHandle = 0;

/** A target that writes to the store directly, without thread or batching. */
export function directTarget(store: SampleStore, labels: Labels) {
  const handle = ++lastHandle;
  let series: SeriesDefinitions[] = [];
  const batch = new RowBatchWriter();
  const listed = new SampleRow();
  const interner = new SeriesInterner(handle, (local, name, own) => {
    addDefinition(series, { handle, local, name, labels: own });
  });
  const send = (targets: RowsMessage["targets"] = []) => {
    const rows = batch.take();
    store.apply({ kind: "rows", targets, series, batch: rows });
    batch.giveBack(rows);
    series = [];
  };
  send([{ handle, labels }]);
  return {
    append(timeMs: number, row: Row | readonly Sample[]) {
      if ("layout" in row) interner.writeRow(batch, timeMs, row);
      else {
        listed.set(row);
        interner.writeRow(batch, timeMs, listed);
      }
      send();
    },
    markStale(timeMs: number) {
      batch.stale(handle, timeMs);
      interner.endRun();
      send();
    },
  };
}
