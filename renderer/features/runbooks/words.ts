import type { Review, ReviewCheck, RunSummary } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { formatValue } from "../../../shared/domain/format/units.ts";
import { inferUnit } from "../../../shared/domain/promql/inferUnit.ts";
import type { RunState } from "../../../shared/domain/runbook/runState.ts";
import type { Status } from "../../ui/StatusIcon.tsx";
import type { Tone } from "../../ui/tone.ts";

interface Word {
  readonly status: Status;
  readonly text: string;
}

/** How a run stands or ended: its verdict counts, for what was done and not verified is not done. */
export function runWord({
  phase,
  outcome,
  verdict,
}: Pick<DeepReadonly<RunState> | DeepReadonly<RunSummary>, "phase" | "outcome" | "verdict">): Word {
  switch (phase) {
    case "running":
      return { status: "running", text: "Running" };
    case "paused":
      return { status: "waiting", text: "Paused" };
    case "asking":
      return { status: "warning", text: "Waits for an answer" };
    case "verifying":
      return { status: "running", text: "Verifying" };
    case "undoing":
      return { status: "running", text: "Taking back" };
    case "ended":
      break;
  }
  if (outcome === "interrupted") return { status: "unknown", text: "Interrupted" };
  if (outcome === "stopped") return { status: "warning", text: "Stopped" };
  if (outcome === "failed") return { status: "failed", text: "Failed" };
  if (verdict === "passed") return { status: "ok", text: "Verified" };
  if (verdict === "failed") return { status: "failed", text: "Verification failed" };
  if (verdict === "inconclusive") return { status: "unknown", text: "Inconclusive" };
  return { status: "ok", text: "Done" };
}

export const targetWords: Readonly<Record<RunState["targets"][number]["state"], Word>> = {
  waiting: { status: "waiting", text: "waiting" },
  running: { status: "running", text: "at work" },
  done: { status: "ok", text: "done" },
  failed: { status: "failed", text: "failed" },
  unknown: { status: "unknown", text: "unknown" },
  stopped: { status: "warning", text: "stopped" },
  undoing: { status: "running", text: "taking back" },
  undone: { status: "info", text: "taken back" },
  undoFailed: { status: "critical", text: "undo failed" },
};

export const stepStatus: Readonly<Record<RunState["steps"][number]["state"], Status>> = {
  waiting: "waiting",
  running: "running",
  done: "ok",
  failed: "failed",
  stopped: "warning",
  unknown: "unknown",
};

export function checkStatus({ state, severity }: Pick<ReviewCheck, "state" | "severity">): Status {
  if (state === "passed") return "ok";
  if (severity === "warn") return "warning";
  return state === "missing" ? "unknown" : "failed";
}

/** What becomes of a run whose step fails; most steps stop it. */
export function failureTexts(
  steps: readonly Pick<DeepReadonly<Review>["steps"][number], "title" | "onFailure">[],
): readonly string[] {
  const titles = (onFailure: string) =>
    steps
      .filter((step) => step.onFailure === onFailure)
      .map(({ title }) => title)
      .join(", ");
  const [undone, passed] = [titles("undo"), titles("continue")];
  return [
    "It stops at the first step that fails, and no further wave begins.",
    ...(undone === "" ? [] : [`A failure of this also takes back what was done on its host: ${undone}.`]),
    ...(passed === "" ? [] : [`It goes on after a failure of: ${passed}.`]),
  ];
}

export const riskTone = {
  "read-only": "info",
  reversible: "neutral",
  disruptive: "warning",
} as const satisfies Readonly<Record<string, Tone>>;

/** A measured value with the unit that its query tells, else in four digits at most: `7.90 s`, `24`, `0.124`, `1,204`. */
export function figure(value: number, query: string): string {
  const unit = inferUnit(query);
  if (unit !== "none") return formatValue(value, unit);
  return Number(value.toPrecision(4)).toLocaleString("en-US", { maximumFractionDigits: 6 });
}

/** What of a distribution a query asks for, such as `p99`; null for any other query. */
export function quantileWord(query: string): string | null {
  const [, quantile] = /^histogram_quantile\(\s*(0?\.\d+|1)\s*,/.exec(query.trim()) ?? [];
  return quantile === undefined ? null : `p${Number((Number(quantile) * 100).toFixed(3))}`;
}

/** Items with their place, counted from 1: what tells two of the same title apart. */
export function numbered<T>(items: readonly T[]): readonly { readonly number: number; readonly item: T }[] {
  return items.map((item, index) => ({ number: index + 1, item }));
}
