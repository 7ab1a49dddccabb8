import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Parameter } from "../../../shared/domain/runbook/parameter.ts";
import type { RunnableRunbook } from "../../../shared/domain/runbook/runbook.ts";
import type { SourcesService } from "../sources/types.ts";

/** Values to begin with; a query that has no answer leaves the file's default, or nothing. */
export async function defaultValues(
  { front }: RunnableRunbook,
  { clock, sources }: { readonly clock: Clock; readonly sources: Pick<SourcesService, "get"> },
  signal: CancelSignal,
): Promise<Readonly<Record<string, string>>> {
  const found = await Promise.all(
    Object.entries(front.params).map(async ([name, parameter]) => {
      const asked = parameter.default_query === undefined ? null : await askValue(parameter, parameter.default_query);
      const value = asked ?? parameter.default;
      return value === undefined ? null : ([name, String(value)] as const);
    }),
  );
  return Object.fromEntries(found.filter((entry) => entry !== null));

  async function askValue(parameter: Parameter, expr: string): Promise<string | null> {
    try {
      const answer = await sources.get("local").queryInstant({ expr, timeMs: clock.nowMs() }, signal);
      const value =
        answer.kind === "vector" ? answer.samples[0]?.value : answer.kind === "scalar" ? answer.value : undefined;
      if (value === undefined || !Number.isFinite(value)) return null;
      return parameter.type === "integer" ? String(Math.round(value)) : String(value);
    } catch {
      return null;
    }
  }
}
