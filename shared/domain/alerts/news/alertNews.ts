import type { Alert } from "../alert.ts";
import { type Subject, subjectOf } from "../subject.ts";

/** What comes and goes is not news each time. */
const repeatMs = 600_000;

/** Tells which of the alerts that fire are news: not what fired at the start, and nothing twice within ten minutes. */
export class AlertNews {
  private readonly quietUntilMs: number;
  private isFirst = true;
  /** When what is told of was last known to stand, by its names. */
  private readonly stoodAtMs = new Map<string, number>();
  private standing: readonly string[] = [];

  /** What fires before `quietUntilMs`, or when first looked at, was so before anybody watched. Times are of a clock that never goes back. */
  constructor(quietUntilMs: number) {
    this.quietUntilMs = quietUntilMs;
  }

  /** All that fires now. What another alert told of already, and what somebody has claimed, is no news. */
  see(firing: readonly Alert[], nowMs: number): readonly Alert[] {
    for (const name of this.standing) this.stoodAtMs.set(name, nowMs);
    for (const [name, atMs] of this.stoodAtMs) if (nowMs - atMs >= repeatMs) this.stoodAtMs.delete(name);
    const fresh = firing.filter(
      (alert) => alert.claim === null && !namesToAsk(alert).some((name) => this.stoodAtMs.has(name)),
    );
    this.standing = firing.flatMap(namesToKeep);
    for (const name of this.standing) this.stoodAtMs.set(name, nowMs);
    const isOld = this.isFirst || nowMs < this.quietUntilMs;
    this.isFirst = false;
    return isOld ? [] : fresh;
  }
}

const anyPart = "*";

/** An alert that names no part of its host stands for every part, and is stood for by any. */
function namesToKeep(alert: Alert): readonly string[] {
  const subject = subjectOf(alert);
  return subject === null ? [alert.id] : [alert.id, named(subject, subject.part), named(subject, anyPart)];
}

function namesToAsk(alert: Alert): readonly string[] {
  const subject = subjectOf(alert);
  if (subject === null) return [alert.id];
  return subject.part === null
    ? [alert.id, named(subject, anyPart)]
    : [alert.id, named(subject, subject.part), named(subject, null)];
}

function named({ topic, host }: Subject, part: string | null): string {
  return JSON.stringify([topic, host, part]);
}
