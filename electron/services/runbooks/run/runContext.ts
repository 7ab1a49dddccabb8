import type { Clock } from "../../../../shared/base/clock.ts";
import type { Plan } from "../../../../shared/domain/runbook/plan.ts";
import type { AuditLog } from "../../audit/types.ts";
import type { HttpService } from "../../http/types.ts";
import type { AskCondition } from "../askCondition.ts";
import type { BoundTarget } from "../boundTarget.ts";
import type { RunRecord } from "./runRecord.ts";

/** What every part of a run needs. */
export interface RunContext {
  readonly clock: Clock;
  readonly plan: Plan;
  readonly record: RunRecord;
  readonly audit: Pick<AuditLog, "append">;
  readonly http: Pick<HttpService, "client">;
  readonly ask: AskCondition;
  readonly targets: ReadonlyMap<string, BoundTarget>;
  /** Values of the plan's secrets, by parameter. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly mask: (line: string) => string;
  /** Stop now. */
  readonly signal: AbortSignal;
  /** The console ends. */
  readonly ending: AbortSignal;
}
