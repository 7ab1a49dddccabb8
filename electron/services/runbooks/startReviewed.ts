import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { type Confirmation, isConfirmed } from "../../../shared/domain/runbook/confirmation.ts";
import { newRun } from "../../../shared/domain/runbook/newRun.ts";
import type { AuditLog } from "../audit/types.ts";
import type { SecretStore } from "../store/types.ts";
import type { ActiveRuns } from "./activeRuns.ts";
import { checkAgain } from "./checkAgain.ts";
import type { KeptReviews } from "./keptReviews.ts";
import type { RunStore } from "./runStore.ts";
import { secretValues } from "./secretValues.ts";
import type { WriteMode } from "./writeMode.ts";

/** Who lets a reviewed plan run: a person who confirms it in an open environment, or a policy of the workspace. */
export type Authority =
  | { readonly kind: "person"; readonly name: string; readonly typed: string }
  | { readonly kind: "policy"; readonly name: string };

export interface StartRequest {
  readonly review: string;
  readonly planHash: string;
  readonly reason: string;
  /** Ids of warnings that are accepted. */
  readonly accepted: readonly string[];
  readonly authority: Authority;
}

type Dependencies = Omit<Parameters<typeof checkAgain>[0], "store"> & {
  readonly newId: () => string;
  readonly reviews: KeptReviews;
  readonly runs: Pick<ActiveRuns, "begin">;
  readonly audit: Pick<AuditLog, "append">;
  readonly writeMode: Pick<WriteMode, "require">;
  readonly secrets: Pick<SecretStore, "get">;
  readonly store: Pick<RunStore, "add" | "list">;
};

/** Starts exactly what was reviewed, once everything holds still; returns the run's id. Nothing is done when it rejects. */
export async function startReviewed(
  dependencies: Dependencies,
  { review, planHash, reason, accepted, authority }: StartRequest,
  signal: CancelSignal,
): Promise<string> {
  const { clock, newId, reviews, runs, audit, writeMode, secrets, store } = dependencies;
  const { prepared, request } = reviews.find(review);
  const { plan, confirmation } = prepared;
  const by = authority.kind === "person" ? authority.name : `policy ${authority.name}`;
  if (planHash !== prepared.planHash)
    throw new MidwatchError("CONFLICT", "This is not the plan that was reviewed. Nothing was changed");
  if (authority.kind === "person" && !isConfirmed(confirmation, authority.typed))
    throw new MidwatchError("BAD_REQUEST", "What was typed is not what has to be. Nothing was changed");
  const environments = [...new Set(plan.targets.map(({ environment }) => environment))];
  if (plan.risk !== "read-only") {
    if (reason.trim().length < 3)
      throw new MidwatchError("BAD_REQUEST", "Say why, in a few words. Nothing was changed");
    if (authority.kind === "person") for (const environment of environments) writeMode.require(environment);
  }
  reviews.use(review);
  const environment = environments.join(" ");
  let values: Readonly<Record<string, string>>;
  try {
    await checkAgain(dependencies, prepared, request, accepted, signal);
    values = await secretValues(plan, secrets);
  } catch (error) {
    const facts = { planHash, runbook: plan.runbook };
    audit.append({ kind: "run.refused", by, environment, text: errorText(error), facts });
    throw error;
  }
  const id = newId();
  const how = howConfirmed(authority, confirmation);
  audit.append({
    kind: "run.confirmed",
    by,
    run: id,
    environment,
    text: `${plan.title}: ${reason}`,
    facts: {
      planHash,
      runbook: plan.runbook,
      revision: plan.revision,
      confirmation: how,
      targets: plan.targets.map(({ host, identity }) => `${host}=${identity.machineId}`).join(" "),
      parameters: JSON.stringify(plan.parameters),
      accepted: accepted.join(" "),
    },
  });
  const state = newRun(plan, { id, planHash, by, reason, confirmation: how, startedAtMs: clock.nowMs() });
  store.add(state, plan);
  runs.begin(plan, state, values, "run");
  return id;
}

function howConfirmed(authority: Authority, confirmation: Confirmation): string {
  if (authority.kind === "policy") return `policy ${authority.name}`;
  return confirmation.kind === "typed" ? `typed ${confirmation.text}` : confirmation.kind;
}
