import { formatSi } from "../../../shared/domain/format/numbers.ts";
import { formatValue } from "../../../shared/domain/format/units.ts";
import { inferUnit } from "../../../shared/domain/promql/inferUnit.ts";
import { budgetVerdict } from "../../../shared/domain/slo/policy.ts";
import { type PolicyBurn, policyBurns } from "../../../shared/domain/slo/sloFigures.ts";
import type { SloState } from "../../state/slosStore.ts";
import { formatNumber } from "../../ui/format.ts";
import type { Status } from "../../ui/StatusIcon.tsx";
import type { Tone } from "../../ui/tone.ts";

/** `14.6x`. */
export function burnText(rate: number | null): string {
  if (rate === null) return "none";
  if (!Number.isFinite(rate)) return "no limit";
  return `${formatNumber(rate, rate >= 100 ? 0 : 1)}x`;
}

/** `99.9 %`, with the digits that it is written with. */
export function objectiveText(percent: number): string {
  return `${Number.isInteger(percent) ? percent.toFixed(1) : String(percent)} %`;
}

/** As many decimals as tell it from its objective. */
export function attainedText(ratio: number, objectivePercent: number): string {
  const decimals = (/\.(\d+)$/.exec(String(objectivePercent))?.[1]?.length ?? 0) + 2;
  // A miss must not round up to the whole.
  const percent = ratio < 1 ? Math.min(ratio * 100, 100 - 10 ** -decimals) : 100;
  return `${formatNumber(percent, decimals)} %`;
}

/** `2.5 s`: the threshold of a latency, in the unit that its histogram's name tells; null without one. */
export function thresholdText({ threshold, queries }: Pick<SloState, "threshold" | "queries">): string | null {
  if (threshold === null) return null;
  const [, histogram = ""] = /([A-Za-z_:][\w:]*)_bucket\b/.exec(queries.error) ?? [];
  return formatValue(threshold, inferUnit(histogram));
}

/** The window that a budget is looked at over beside its own: slices are kept a little longer. */
export const longDays = 90;

export function hasLonger({ window }: Pick<SloState, "window">): boolean {
  return window.kind === "month" || window.days < longDays;
}

export function windowText({ window }: Pick<SloState, "window">): string {
  return window.kind === "month" ? "month" : `${window.days} d`;
}

/** `Latency`, by what it counts; its own name where that says more, of time. */
export function kindWord({ indicator, name }: Pick<SloState, "indicator" | "name">): string {
  if (indicator === "time") return name.charAt(0).toUpperCase() + name.slice(1);
  return indicator === "latency" ? "Latency" : "Availability";
}

/** What was counted, in words: `4.78 M requests`, `41m`. */
export function countText(slo: Pick<SloState, "indicator">, count: number): string {
  if (slo.indicator !== "time") return formatSi(Math.round(count), "");
  const minutes = count / 60;
  return `${formatNumber(minutes, minutes < 100 ? 1 : 0)} min`;
}

export function unitWord(slo: Pick<SloState, "indicator">): string {
  return slo.indicator === "time" ? "" : "events";
}

export interface SloStanding {
  readonly status: Status;
  readonly word: string;
  /** Of the budget that is left. */
  readonly tone: Tone;
}

export function burnsOf(slo: SloState): readonly PolicyBurn[] {
  return policyBurns(slo, slo.figures?.burns ?? []);
}

export function burnOf(slo: SloState, window: string): number | null {
  return slo.figures?.burns.find((burn) => burn.window === window)?.rate ?? null;
}

/** How an SLO stands: what it spends now, then what is left. Without figures nothing is claimed. */
export function standingOf(slo: SloState): SloStanding {
  const left = slo.figures?.budget?.leftRatio;
  if (slo.health.kind === "failed") return { status: "unknown", word: "Not counted", tone: toneOf(slo, left) };
  if (slo.health.kind === "noData") return { status: "unknown", word: "No data", tone: toneOf(slo, left) };
  if (left === undefined) return { status: "waiting", word: "Counting", tone: "neutral" };
  const burning = new Set(burnsOf(slo).flatMap(({ isBurning, severity }) => (isBurning ? [severity] : [])));
  const tone = toneOf(slo, left);
  if (burning.has("page")) return { status: "critical", word: "Burning fast", tone };
  if (left <= 0) return { status: "critical", word: "Budget spent", tone };
  if (burning.has("ticket")) return { status: "warning", word: "Burning", tone };
  return tone === "neutral" ? { status: "ok", word: "Holding", tone } : { status: "warning", word: "Budget low", tone };
}

function toneOf({ policy }: SloState, left: number | undefined): Tone {
  const verdict = left === undefined ? "ok" : budgetVerdict(policy, left);
  return verdict === "ok" ? "neutral" : verdict;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `24 Oct`, in UTC as months and windows are counted. */
export function dayText(atMs: number): string {
  const date = new Date(atMs);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}

/** `24 Oct 00:00`. */
export function timeText(atMs: number): string {
  return `${dayText(atMs)} ${new Date(atMs).toISOString().slice(11, 16)}`;
}

/** `6 Nov`, `14-16 Nov`, `30 Oct-2 Nov`. */
export function daysText(fromMs: number, toMs: number): string {
  const [from, to] = [dayText(fromMs), dayText(toMs)];
  if (from === to) return from;
  const [fromDay, fromMonth] = from.split(" ");
  return fromMonth === to.split(" ")[1] ? `${fromDay}-${to}` : `${from}-${to}`;
}
