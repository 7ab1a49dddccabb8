/** The parts of a Chromium trace event that are read here; times in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Time on the processor. */
  readonly tdur?: number;
}

export function isTraceEvent(value: object): value is TraceEvent {
  return "name" in value && "ph" in value && "ts" in value && typeof value.ts === "number";
}

/**
 * Milliseconds of a page's main thread after each mark, up to `windowMs` later: every top-level task counts,
 * whoever asked for it (timers, frames, style, painting, drawing into canvases, garbage collection). It is the
 * thread's own processor time: wall time would measure whatever else a shared machine is doing.
 */
export function mainThreadPerUpdate(events: readonly TraceEvent[], mark: string, windowMs: number): readonly number[] {
  const marks = events.filter(({ name }) => name === mark).sort((a, b) => a.ts - b.ts);
  const first = marks[0];
  if (!first) throw new Error(`The trace has no "${mark}" marks`);
  const tasks = events.filter(
    ({ name, ph, pid, tid }) => name === "RunTask" && ph === "X" && pid === first.pid && tid === first.tid,
  );
  return marks.map(({ ts }) => {
    const endUs = ts + windowMs * 1000;
    let us = 0;
    for (const task of tasks) {
      if (task.ts + (task.dur ?? 0) > ts && task.ts < endUs) us += task.tdur ?? task.dur ?? 0;
    }
    return us / 1000;
  });
}

/** The top-level tasks of the thread that ran animation frames: a page's main thread. */
export function mainThreadOf(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const frames = new Map<string, number>();
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  for (const event of events) {
    if (event.name === "FireAnimationFrame") frames.set(threadOf(event), (frames.get(threadOf(event)) ?? 0) + 1);
  }
  const [busiest] = [...frames].sort(([, a], [, b]) => b - a)[0] ?? [];
  if (busiest === undefined) throw new Error("The trace has no animation frames");
  return events.filter((event) => event.name === "RunTask" && event.ph === "X" && threadOf(event) === busiest);
}

/** A display's frame. */
const slotUs = 1e6 / 60;
/** Less is a timer that found nothing to do. */
const leastMs = 1;

/** Milliseconds of processor time in each frame's span in which the thread did something; a task counts where it began. */
export function busySlots(tasks: readonly TraceEvent[]): readonly number[] {
  const slots = new Map<number, number>();
  for (const { ts, tdur, dur } of tasks) {
    const slot = Math.floor(ts / slotUs);
    slots.set(slot, (slots.get(slot) ?? 0) + (tdur ?? dur ?? 0) / 1000);
  }
  return [...slots.values()].filter((ms) => ms >= leastMs);
}
