import type { Clock } from "../../../shared/base/clock.ts";
import type { recoveryArea } from "../../../shared/contract/areas/recovery.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { Recovery } from "../../services/runbooks/recovery/createRecovery.ts";
import { changes } from "../changes.ts";

export function recoveryHandlers({
  clock,
  recovery,
}: {
  readonly clock: Clock;
  readonly recovery: Recovery;
}): Handlers<typeof recoveryArea> {
  return {
    async *"recovery.watch"(_params, { signal }) {
      for await (const _ of changes(recovery.onChange, { clock, signal, minIntervalMs: 500 })) {
        yield { policies: [...recovery.policies], cases: [...recovery.cases] };
      }
    },
    "recovery.closeBreaker": async ({ on }, { caller }) => {
      recovery.closeBreaker(on, caller.name);
      return {};
    },
  };
}
