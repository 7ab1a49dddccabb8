import type { FleetEvent } from "../events/fleetEvent.ts";
import { type Budget, budgetRatioOf } from "./budget.ts";
import { type Slice, type Stretch, sliceMs } from "./slices.ts";

/** From this burn rate on a slice is part of something that happened; below it is background. */
const happeningFrom = 2;
/** Slices closer to each other than this are one happening. */
const sameWithinMs = 2 * 3_600_000;
/** What spent less than so much of the budget is not worth a line. */
const leastRatio = 0.01;
const mostHappenings = 6;
/** What comes so long before a happening may have caused it. */
const beforeMs = 30 * 60_000;

export interface Happening extends Stretch {
  /** Of the whole budget. */
  readonly spentRatio: number;
}

/** Part of what was spent of a budget, and what it is put down to. */
export interface BudgetCause {
  readonly kind: "background" | "event" | "unknown";
  /** What happened, as the timeline tells it; empty where nothing is known. */
  readonly text: string;
  /** Null for the background, which is always. */
  readonly stretch: Stretch | null;
  readonly spentRatio: number;
}

/** When a budget was spent much faster than it may be, the costliest first, at most six. Slices lie side by side and in order. */
export function happeningsIn(slices: readonly Slice[], budget: Budget, objectivePercent: number): readonly Happening[] {
  const limit = happeningFrom * budgetRatioOf(objectivePercent);
  const found: { fromMs: number; toMs: number; bad: number }[] = [];
  for (const { endMs, bad, total } of slices) {
    if (!(total > 0 && bad > 0 && bad / total >= limit)) continue;
    const last = found.at(-1);
    if (last && endMs - sliceMs - last.toMs < sameWithinMs) {
      last.toMs = endMs;
      last.bad += bad;
    } else found.push({ fromMs: endMs - sliceMs, toMs: endMs, bad });
  }
  return found
    .map(({ bad, ...stretch }) => ({ ...stretch, spentRatio: bad / budget.allowedBad }))
    .filter(({ spentRatio }) => spentRatio >= leastRatio)
    .sort((a, b) => b.spentRatio - a.spentRatio)
    .slice(0, mostHappenings);
}

/**
 * What the budget went into, largest first: each happening with the event that stands nearest before or in it, and the rest.
 * `eventsOf` gives the events about the service in a time; a happening without any is unknown, not background.
 */
export function budgetCauses(
  happenings: readonly Happening[],
  budget: Budget,
  eventsOf: (stretch: Stretch) => readonly FleetEvent[],
): readonly BudgetCause[] {
  const causes = happenings.map((happening): BudgetCause => {
    const { spentRatio, ...stretch } = happening;
    const event = likeliest(eventsOf({ fromMs: stretch.fromMs - beforeMs, toMs: stretch.toMs }), stretch.fromMs);
    if (!event) return { kind: "unknown", text: "", stretch, spentRatio };
    return { kind: "event", text: `${event.title}: ${event.text}`, stretch, spentRatio };
  });
  const known = causes.reduce((sum, { spentRatio }) => sum + spentRatio, 0);
  const background = Math.max(0, 1 - budget.leftRatio - known);
  return [...causes, { kind: "background" as const, text: "", stretch: null, spentRatio: background }].sort(
    (a, b) => b.spentRatio - a.spentRatio,
  );
}

/** What changes a service comes before what shows that it changed. */
const order: Readonly<Partial<Record<FleetEvent["kind"], number>>> = {
  deploy: 0,
  kernel: 1,
  workload: 2,
  host: 3,
  runbook: 4,
  note: 5,
  alert: 6,
};

function likeliest(events: readonly FleetEvent[], atMs: number): FleetEvent | null {
  const rank = ({ kind }: FleetEvent) => order[kind] ?? Number.POSITIVE_INFINITY;
  const distance = (event: FleetEvent) => Math.abs(event.atMs - atMs);
  const [first] = events
    .filter((event) => Number.isFinite(rank(event)))
    .sort((a, b) => rank(a) - rank(b) || distance(a) - distance(b));
  return first ?? null;
}
