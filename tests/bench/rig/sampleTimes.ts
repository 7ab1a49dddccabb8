import { createBlockDatabase } from "../../../electron/services/metrics/blockDatabase.ts";
import { openDatabase } from "../../../electron/services/metrics/openDatabase.ts";
import { BlockReader } from "../../../shared/domain/metrics/block.ts";
import { sampleState } from "../../../shared/domain/metrics/blockColumn.ts";

/**
 * When each host's rows of one job were received (wall clock, ms), from what a console that has ended left on disk:
 * exact to the millisecond, and no client disturbs what is measured. Rows that say `up` 0 are no samples.
 */
export function sampleTimes(databaseFile: string, job: string): ReadonlyMap<string, readonly number[]> {
  const database = createBlockDatabase(openDatabase(databaseFile, Date.now()).sqlite);
  const everything = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] as const;
  const up = new Map(
    database.series().flatMap(({ name, targetId, id }) => (name === "up" ? [[targetId, id] as const] : [])),
  );
  const times = new Map<string, number[]>();
  for (const { id, labels } of database.targets()) {
    if (labels.job !== job) continue;
    const blocks = [...database.blocks(id, ...everything)];
    times.set(
      labels.instance ?? "",
      blocks.flatMap((bytes) => answeredAt(new BlockReader(bytes), up.get(id) ?? -1)),
    );
  }
  database.close();
  return times;
}

function answeredAt(block: BlockReader, upSeries: number): number[] {
  const values = new Float64Array(block.rows);
  const states = new Uint8Array(block.rows);
  if (!block.read(upSeries, values, states)) return [];
  return [...block.timesMs].filter((_, row) => states[row] === sampleState.value && values[row] === 1);
}
