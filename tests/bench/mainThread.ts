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
