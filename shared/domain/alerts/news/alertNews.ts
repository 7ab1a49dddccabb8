import { oncePer } from "../../../base/oncePer.ts";
import type { Alert } from "../alert.ts";
import { type Subject, subjectOf } from "../subject.ts";

/** What comes and goes is not news each time. */
const repeatMs = 600_000;

/** Tells which of the alerts that fire are news: not what fired at the start, and nothing twice within ten minutes. */
export class AlertNews {
  private readonly quietUntilMs: number;
  private isFirst = true;
  /** Names of what fires. */
  private standing: ReadonlySet<string> = new Set();
  /** When what no longer fires ceased to, by its names. */
  private readonly endedAtMs = new Map<string, number>();

  /** What fires before `quietUntilMs`, or when first looked at, was so before anybody watched. Times are of a clock that never goes back. */
  constructor(quietUntilMs: number) {
    this.quietUntilMs = quietUntilMs;
  }

  /** All that fires now. What another alert told of already, and what somebody has claimed, is no news. */
  see(firing: readonly Alert[], nowMs: number): readonly Alert[] {
    const before = this.standing;
    this.standing = new Set(firing.flatMap((alert) => namesOf(alert).toKeep));
    for (const name of before) if (!this.standing.has(name)) this.endedAtMs.set(name, nowMs);
    for (const [name, atMs] of this.endedAtMs) if (nowMs - atMs >= repeatMs) this.endedAtMs.delete(name);
    const isOld = this.isFirst || nowMs < this.quietUntilMs;
    this.isFirst = false;
    if (isOld) return [];
    const isTold = (name: string) => before.has(name) || this.endedAtMs.has(name);
    return firing.filter((alert) => alert.claim === null && !namesOf(alert).toAsk.some(isTold));
  }
}

const anyPart = "*";

/** An alert that names no part of its host stands for every part, and is stood for by any. */
const namesOf = oncePer((alert: Alert) => {
  const subject = subjectOf(alert);
  if (subject === null) return { toKeep: [alert.id], toAsk: [alert.id] };
  const own = named(subject, subject.part);
  const any = named(subject, anyPart);
  return {
    toKeep: [alert.id, own, any],
    toAsk: [alert.id, ...(subject.part === null ? [any] : [own, named(subject, null)])],
  };
});

function named({ topic, host }: Subject, part: string | null): string {
  return JSON.stringify([topic, host, part]);
}
