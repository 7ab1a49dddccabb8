import type { Clock } from "../../../../shared/base/clock.ts";
import { parseAlertmanagerFile } from "../../../../shared/domain/alerts/routing/parseAlertmanagerFile.ts";
import type { Log } from "../../log.ts";
import { createFileLibrary } from "../createFileLibrary.ts";
import type { RoutingFiles } from "./types.ts";

/** Reads the Alertmanager configurations `*.yaml` and `*.yml` of `folder`. */
export function createRoutingFiles({
  folder,
  clock,
  log,
}: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}): RoutingFiles {
  return createFileLibrary({
    folder,
    clock,
    log,
    accepts: (name) => /^[^.].*\.ya?ml$/i.test(name),
    parse: (text, name) => parseAlertmanagerFile(text, name),
    unreadable: (file, message) => ({ config: null, problems: [{ file, line: 1, column: 1, message }] }),
  });
}
