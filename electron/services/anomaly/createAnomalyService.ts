import type { Clock } from "../../../shared/base/clock.ts";
import { DisposableStore } from "../../../shared/base/disposable.ts";
import type { Log } from "../log.ts";
import type { AnomalyService } from "./types.ts";
import { createWorkerLink } from "./workerLink.ts";

export function createAnomalyService(options: {
  readonly workerFile: string;
  readonly clock: Clock;
  readonly log: Log;
}): AnomalyService {
  const owned = new DisposableStore();
  const link = owned.add(createWorkerLink({ ...options, onEnded: () => {} }));
  return {
    band: (request, signal) => link.ask({ kind: "band", request }, signal),
    dispose: () => owned.dispose(),
  };
}
