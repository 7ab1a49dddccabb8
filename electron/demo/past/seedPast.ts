import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseSloFile } from "../../../shared/domain/slo/formats/parseSloFile.ts";
import { openEventDatabase } from "../../services/events/eventDatabase.ts";
import { openSliceDatabase } from "../../services/slo/sliceDatabase.ts";
import { createFleet } from "../simulation/fleet.ts";
import type { Scenario } from "../simulation/incident/scenario.ts";
import { demoSlos } from "./demoSlos.ts";
import { pastSlices } from "./pastSlices.ts";
import { pastEvents } from "./pastTroubles.ts";

/**
 * Fills the data folder of a console that never ran with what it would have recorded of the demo in a month: budgets need a
 * past. A folder that has a record already keeps its own.
 */
export function seedPast(
  dataFolder: string,
  { hosts, seed, scenario }: { readonly hosts: number; readonly seed: number; readonly scenario: Scenario | null },
  nowMs: number,
): void {
  const slicesFile = join(dataFolder, "slos.db");
  if (existsSync(slicesFile)) return;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const fleet = createFleet(hosts, seed, scenario);
  const past = pastSlices(fleet, nowMs);
  const slices = openSliceDatabase(slicesFile, nowMs);
  for (const slo of demoSlos.flatMap(({ text, file }) => parseSloFile(text, file).slos ?? [])) {
    const own = past.get(slo.id) ?? [];
    if (own.length > 0) slices.write(slices.keyOf(slo), own);
  }
  slices.close();
  const events = openEventDatabase(join(dataFolder, "events.db"), nowMs);
  events.write(pastEvents(fleet, nowMs), []);
  events.close();
}
