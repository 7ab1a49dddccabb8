import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { ErrorCode } from "../../../shared/base/errors.ts";
import type { LogFilter } from "../../../shared/domain/logs/filter/model.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import type { LogPage } from "../../../shared/domain/logs/page.ts";
import type { LogVolume } from "../../../shared/domain/logs/volume.ts";
import type { SshConnection } from "../ssh/types.ts";

/** Which lines are wanted. */
export interface LogWish {
  readonly filter: LogFilter;
  /** Null for every host. */
  readonly hosts: readonly string[] | null;
}

export interface LogQuery extends LogWish {
  /** Including. */
  readonly startMs: number;
  /** Excluding. */
  readonly endMs: number;
  /** The newest this many. */
  readonly limit: number;
}

/** Something that could not be read; the rest could. */
export interface LogProblem {
  readonly source: string;
  /** What of it: a host, a file, a shard; empty for all of it. */
  readonly where: string;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface LogAnswer extends LogPage {
  readonly problems: readonly LogProblem[];
  /** Conditions that the source cannot judge and that were applied to its answer; as they are written. */
  readonly appliedHere: readonly string[];
}

/** A stretch of live lines that did not get here. */
export interface LogGap {
  readonly source: string;
  readonly host: string | null;
  readonly stream: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** What is known to be missing; null where nobody counted. */
  readonly missing: { readonly count: number; readonly unit: "lines" | "bytes" } | null;
  readonly reason: string;
}

export interface TailSink {
  /**
   * Whatever is written from here on comes; what was written before is the past's. Told once, without it where that takes long;
   * once more for a host that could not be read by then and is from now on.
   */
  began(lateHost?: string): void;
  /** In the order of their writers. */
  lines(lines: readonly LogLine[]): void;
  gap(gap: LogGap): void;
  /** What is wrong now; empty once all is well again. */
  problems(problems: readonly LogProblem[]): void;
}

/** One place that logs are read from. */
export interface LogSource {
  /** `hosts`, the workspace's name for the server, or the name of pods (see `PodSource`). */
  readonly name: string;
  readonly kind: "hosts" | "loki" | "elasticsearch" | "pods";
  /** Rejects when nothing of it could be read; what fails in part is among the problems. */
  query(query: LogQuery, signal: CancelSignal): Promise<LogAnswer>;
  /** Lines from now on, until cancelled; reconnects by itself. Rejects for a filter that it cannot follow. */
  tail(wish: LogWish, sink: TailSink, signal: CancelSignal): Promise<void>;
  /** Counted by the source itself; null where it cannot. */
  volume(
    wish: LogWish,
    window: { readonly startMs: number; readonly endMs: number; readonly stepMs: number },
    signal: CancelSignal,
  ): Promise<LogVolume | null>;
}

/** The connections of the hosts; the collector keeps them. */
export interface LogConnections {
  /** Null while there is none. */
  of(host: string): SshConnection | null;
}
