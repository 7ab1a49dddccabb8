import { delay } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { driftArea } from "../../../shared/contract/areas/drift.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { DriftService } from "../../services/drift/types.ts";

const againMs = 30_000;

export function driftHandlers({
  clock,
  drift,
}: {
  readonly clock: Clock;
  readonly drift: Pick<DriftService, "report">;
}): Handlers<typeof driftArea> {
  return {
    async *"drift.watch"({ service }, { signal }) {
      while (!signal.aborted) {
        yield { report: await drift.report(service, clock.nowMs(), signal) };
        await delay(clock, againMs, signal);
      }
    },
  };
}
