import { formatValue, type Unit } from "../../../../shared/domain/format/units.ts";
import { formatDurationMs } from "../../../../shared/domain/promql/numberLiteral.ts";
import type { DriftReport, FeatureDrift } from "../../../state/useDrift.ts";
import type { Status } from "../../../ui/StatusIcon.tsx";
import { differenceText } from "../releaseDifference.ts";
import { changeText } from "../serviceWords.ts";

type Asked = Extract<FeatureDrift["result"], { readonly kind: "asked" }>;
export type DriftOutcome = Asked["outcome"];
export type Observed = Asked["now"];

const levels: Readonly<Record<"none" | "some" | "strong", readonly [status: Status, text: string]>> = {
  none: ["ok", "No drift"],
  some: ["info", "Some drift"],
  strong: ["warning", "Strong drift"],
};

/** The state in words: no drift, too few samples to say, and nothing told are three things. */
export function stateOf(outcome: DriftOutcome): { readonly status: Status; readonly text: string } {
  switch (outcome.kind) {
    case "compared": {
      const [status, text] = levels[outcome.level];
      return { status, text };
    }
    case "nothing":
      return { status: "unknown", text: outcome.side === "now" ? "Nothing told now" : "No reference told" };
    case "tooFew": {
      const then = outcome.side === "now" ? "" : " in the reference";
      return {
        status: "waiting",
        text: `Too few${then}: ${countText(outcome.samples)} of ${countText(outcome.needed)} needed`,
      };
    }
    case "unlike":
      return { status: "unknown", text: "No bucket bound in common" };
  }
}

/** `+60 %`; points of shares; in a word where it was zero. */
export function changeWords(
  kind: FeatureDrift["kind"],
  outcome: DriftOutcome,
  reference: Observed,
  now: Observed,
): string | null {
  if (outcome.kind !== "compared" || reference.value === null || now.value === null) return null;
  if (kind === "missing") return differenceText("ratio", reference.value, now.value);
  return outcome.change === null ? "was 0" : changeText(outcome.change);
}

/** Of observations; increases are not whole numbers. */
export function countText(samples: number): string {
  return Math.round(samples).toLocaleString("en-US");
}

export function indexText(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}

export function valueText({ value }: Observed, unit: Unit): string | null {
  return value === null ? null : formatValue(value, unit);
}

/** `Last 1h against the same 1d before`, `Last 1h against v2.18.0` */
export function windowText({ windowMs, reference }: DriftReport): string {
  const against =
    "version" in reference ? reference.version : `the same ${formatDurationMs(reference.beforeMs)} before`;
  return `Last ${formatDurationMs(windowMs)} against ${against}`;
}
