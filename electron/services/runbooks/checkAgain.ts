import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { ReviewCheck } from "../../../shared/contract/areas/runbooks.ts";
import { type CheckDependencies, runChecks } from "./checks.ts";
import { type Prepared, planDifference, prepare, type RunRequest } from "./prepare.ts";
import type { RunbookRegistry } from "./registry.ts";
import type { RunbookFleet } from "./types.ts";

/**
 * The world may have moved since the review: the same plan has to come out of it, and every check has to hold now. Rejects with
 * CONFLICT and what is different.
 */
export async function checkAgain(
  dependencies: CheckDependencies & { readonly registry: RunbookRegistry; readonly fleet: RunbookFleet },
  prepared: Prepared,
  request: RunRequest,
  accepted: readonly string[],
  signal: CancelSignal,
): Promise<void> {
  const { registry, fleet } = dependencies;
  registry.refresh();
  const connections = fleet.connections();
  try {
    const again = await prepare({ registry, fleet }, request, connections, signal);
    if (again.planHash !== prepared.planHash) {
      throw new MidwatchError(
        "CONFLICT",
        `${planDifference(prepared.plan, again.plan)} since the review: review again. Nothing was changed`,
      );
    }
    const [cap] = again.blast.problems;
    if (cap !== undefined) throw new MidwatchError("CONFLICT", `${cap}. Nothing was changed`);
    const checks = await runChecks(dependencies, again, connections, signal);
    const open = checks.find((check) => stands(check, accepted));
    if (open) {
      throw new MidwatchError(
        "CONFLICT",
        `${open.title}${open.host === null ? "" : ` on ${open.host}`}: ${open.problem}. Nothing was changed`,
      );
    }
  } finally {
    connections.dispose();
  }
}

/** Whether a check stands against a run. */
function stands({ id, state, severity }: ReviewCheck, accepted: readonly string[]): boolean {
  return state !== "passed" && !(severity === "warn" && accepted.includes(id));
}
