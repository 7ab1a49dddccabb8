import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { WatchedSubject } from "../../../shared/domain/anomaly/finding.ts";
import type { ScoredBatch } from "../../../shared/domain/anomaly/fleetScorer.ts";
import { leastChangeOf } from "../../../shared/domain/anomaly/leastChange.ts";
import { anomalyParameters } from "../../../shared/domain/anomaly/parameters.ts";
import type { WatchedGroup } from "../../../shared/domain/anomaly/watchedGroups.ts";
import type { ColumnFrame, Labels } from "../../../shared/domain/metrics/model.ts";
import type { MetricSource } from "../sources/types.ts";
import { KeyMemory } from "./keyMemory.ts";

const { stepMs, recentSteps, quarterMs, quarters } = anomalyParameters;
/** The past is read by the way: that many quarters a pass, one by one from this console's own samples. */
const quartersAPass = 6;
const dayQuarters = 96;

type Asked = Pick<MetricSource, "kind" | "queryRange" | "queryInstant">;

/** A series as the passes name it. */
export interface WatchedSeries {
  readonly group: WatchedGroup;
  readonly subject: WatchedSubject;
  readonly title: string;
}

/** Reads one watched query: what is new at each pass, and its past piece by piece. */
export class GroupReader {
  readonly group: WatchedGroup;
  private readonly series = new Map<string, WatchedSeries>();
  private lastMs: number | null = null;
  private pastMs: number | null = null;
  private emptyQuarters = 0;
  private limits = new Map<string, number>();
  private readonly valueKeys = new KeyMemory();
  private readonly limitKeys = new KeyMemory();

  constructor(group: WatchedGroup) {
    this.group = group;
  }

  find(key: string): WatchedSeries | null {
    return this.series.get(key) ?? null;
  }

  /** The steps up to `toMs` that were not read yet, of the last three hours. */
  async readNew(
    source: Asked,
    toMs: number,
    releaseOf: (subject: WatchedSubject) => number | null,
    signal: CancelSignal,
  ): Promise<ScoredBatch | null> {
    const { expr, unit } = this.group;
    const oldestMs = toMs - (recentSteps - 1) * stepMs;
    const startMs = this.lastMs === null ? oldestMs : Math.max(oldestMs, this.lastMs + stepMs);
    if (startMs > toMs) return null;
    const { frame } = await source.queryRange({ expr, startMs, endMs: toMs, stepMs }, signal);
    await this.readLimits(source, toMs, signal);
    const batch = this.named(frame);
    this.lastMs = toMs;
    this.pastMs ??= Math.floor(oldestMs / quarterMs) * quarterMs;
    const known = batch.keys.map((key) => this.series.get(key));
    return {
      ...batch,
      leastChange: leastChangeOf(unit),
      limits:
        this.group.limitExpr === null
          ? null
          : Float64Array.from(batch.labelled, (key) => this.limits.get(key) ?? Number.NaN),
      restartMs: known.map((one) => (one ? releaseOf(one.subject) : null)),
      together: known[0]?.subject.kind === "service" ? known[0].subject.name : null,
    };
  }

  /** Some of the quarters before what was read, newest first; null when there are no more. */
  async readPast(
    source: Asked,
    signal: CancelSignal,
  ): Promise<readonly Pick<ScoredBatch, "keys" | "timesMs" | "values">[]> {
    const { pastMs, lastMs } = this;
    if (pastMs === null || lastMs === null) return [];
    if (this.emptyQuarters >= dayQuarters || lastMs - pastMs > quarters * quarterMs) return [];
    const { expr } = this.group;
    const count = source.kind === "local" ? quartersAPass : dayQuarters;
    // Of samples in files a range costs what lies between its steps; a server has its own ways.
    const spans =
      source.kind === "local"
        ? Array.from({ length: count }, (_, i) => [pastMs - i * quarterMs, pastMs - i * quarterMs] as const)
        : [[pastMs - (count - 1) * quarterMs, pastMs] as const];
    const found = [];
    for (const [startMs, endMs] of spans) {
      const { frame } = await source.queryRange({ expr, startMs, endMs, stepMs: quarterMs }, signal);
      if (frame.series.length > 0) found.push(this.named(frame));
    }
    this.emptyQuarters = found.length === 0 ? this.emptyQuarters + count : 0;
    this.pastMs = pastMs - count * quarterMs;
    return found;
  }

  /** Limits change when hosts do: they are asked with what is new. */
  private async readLimits(source: Asked, timeMs: number, signal: CancelSignal): Promise<void> {
    const { limitExpr } = this.group;
    if (limitExpr === null) return;
    const answer = await source.queryInstant({ expr: limitExpr, timeMs }, signal);
    if (answer.kind !== "vector") return;
    const { samples } = answer;
    const keys = this.limitKeys.keysOf(samples.map(({ series }) => series));
    this.limits = new Map(keys.map((key, s) => [key, samples[s]?.value ?? Number.NaN]));
  }

  /** Without the series that are about nothing that is known. */
  private named({ series, timesMs, values }: ColumnFrame) {
    const labelledKeys = this.valueKeys.keysOf(series);
    const kept = series.flatMap(({ labels }, s) => {
      const column = values[s];
      const labelled = labelledKeys[s] ?? "";
      const key = `${this.group.id}\n${labelled}`;
      return column && this.name(key, labels) ? [{ labelled, key, column }] : [];
    });
    return {
      labelled: kept.map(({ labelled }) => labelled),
      keys: kept.map(({ key }) => key),
      timesMs,
      values: kept.map(({ column }) => column),
    };
  }

  /** False for what is about nothing that is known. */
  private name(key: string, labels: Labels): boolean {
    if (this.series.has(key)) return true;
    const subject = this.group.subjectOf(labels);
    if (subject) this.series.set(key, { group: this.group, subject, title: this.group.titleOf(labels) });
    return subject !== null;
  }
}
