import { Emitter } from "../../../shared/base/emitter.ts";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Item, Result } from "../../../shared/contract/define.ts";
import type { LogTerm } from "../../../shared/domain/logs/filter/model.ts";
import { HeldLines } from "../../../shared/domain/logs/heldLines.ts";
import { inTimeOrder, mergeByTime } from "../../../shared/domain/logs/mergeLines.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";

type LogPage = Result<Contract["logs.query"]>;
type LogBatch = Item<Contract["logs.tail"]>;
export type LogGap = LogBatch["gaps"][number];
export type LogProblem = LogPage["problems"][number];

/** What the screen shows of the lines at one moment. */
export interface LogSnapshot {
  /** Changes whenever anything else does. */
  readonly version: number;
  /** Numbers of the shown lines, oldest first; null shows all from `first` to `end`. */
  readonly shown: readonly number[] | null;
  readonly first: number;
  readonly end: number;
  /** Lines from this number on are not shown yet: the place that is read holds still. Null follows what comes. */
  readonly heldAt: number | null;
  /** A page is on its way. */
  readonly loading: boolean;
  /** Null before the first page. */
  readonly completeFromMs: number | null;
  readonly problems: readonly LogProblem[];
  readonly appliedHere: readonly string[];
  /** Newest first. */
  readonly gaps: readonly LogGap[];
}

const mostGaps = 50;

/**
 * The lines of the Logs screen, outside of React: a page of the past, older pages before it, live lines after it. A new
 * filter is applied to what is held at once, until its own page comes.
 */
export class LogStore {
  private held = new HeldLines();
  private readonly changed = new Emitter<void>();
  private snapshot: LogSnapshot = {
    version: 0,
    shown: null,
    first: 0,
    end: 0,
    heldAt: null,
    loading: true,
    completeFromMs: null,
    problems: [],
    appliedHere: [],
    gaps: [],
  };
  /** Live lines that came while the first page was under way. */
  private early: LogLine[] | null = [];
  private pageProblems: readonly LogProblem[] = [];
  private tailProblems: readonly LogProblem[] = [];

  readonly onChange = this.changed.event;

  get current(): LogSnapshot {
    return this.snapshot;
  }

  line(number: number): LogLine | null {
    return this.held.get(number);
  }

  /** Lines that are held, in order, at most the newest `most`. */
  *newest(most: number): Iterable<LogLine> {
    for (
      let number = Math.max(this.held.firstNumber, this.held.endNumber - most);
      number < this.held.endNumber;
      number += 1
    ) {
      const line = this.held.get(number);
      if (line) yield line;
    }
  }

  /** What comes from now on waits; a place that is held already stays. */
  hold(): void {
    if (this.snapshot.heldAt === null) this.update({ heldAt: this.held.endNumber });
  }

  /** Shows what waited and whatever comes. */
  follow(): void {
    if (this.snapshot.heldAt !== null) this.update({ heldAt: null });
  }

  /** Another question is asked: what is held stays in sight, as far as it meets `terms`. */
  ask(terms: readonly LogTerm[]): void {
    this.early = [];
    this.tailProblems = [];
    this.update({ loading: true, shown: this.held.search(terms), heldAt: null, gaps: [] });
  }

  /** The first page of a question replaces what was held. */
  takePage(page: LogPage): void {
    const early = this.early ?? [];
    this.early = null;
    this.held = new HeldLines();
    this.held.append(withoutDuplicates(mergeByTime([page.lines, inTimeOrder(early)])));
    this.pageProblems = page.problems;
    this.update({ loading: false, shown: null, completeFromMs: page.completeFromMs, appliedHere: page.appliedHere });
  }

  /** Lines before those that are held, or of a gap between them. */
  takeMore(page: LogPage, isOlder: boolean): void {
    const known: LogLine[] = [];
    for (let number = this.held.firstNumber; number < this.held.endNumber; number += 1) {
      const line = this.held.get(number);
      if (line) known.push(line);
    }
    const top = this.lineBelow(this.snapshot.heldAt);
    const lines = withoutDuplicates(mergeByTime([page.lines, known]));
    this.held = new HeldLines();
    this.held.append(lines);
    const heldAt = top === null ? null : this.held.firstNumber + lines.findLastIndex((line) => sameLine(line, top)) + 1;
    this.update({ loading: false, shown: null, heldAt, ...(isOlder ? { completeFromMs: page.completeFromMs } : {}) });
  }

  takeLive({ lines, gaps, problems }: LogBatch): void {
    if (problems) this.tailProblems = problems;
    if (this.early) this.early = [...this.early, ...lines].slice(-mostEarly);
    else if (lines.length > 0) this.insert(lines);
    this.update(gaps.length > 0 ? { gaps: [...gaps.toReversed(), ...this.snapshot.gaps].slice(0, mostGaps) } : {});
  }

  /** Lines that belong below the place that is held move it on. */
  private insert(lines: readonly LogLine[]): void {
    const { heldAt } = this.snapshot;
    const topMs = this.lineBelow(heldAt)?.timeMs ?? Number.NEGATIVE_INFINITY;
    this.held.insert(inTimeOrder(lines));
    if (heldAt === null) return;
    const below = lines.filter(({ timeMs }) => timeMs < topMs).length;
    if (below > 0) this.update({ heldAt: heldAt + below });
  }

  /** The newest line that is shown; null where nothing is held back. */
  private lineBelow(heldAt: number | null): LogLine | null {
    return heldAt === null ? null : this.held.get(heldAt - 1);
  }

  /** The page did not come: what is live goes on. */
  fail(problem: LogProblem): void {
    if (this.early) this.held.append(inTimeOrder(this.early));
    this.early = null;
    this.pageProblems = [problem];
    this.update({ loading: false });
  }

  closeGap(gap: LogGap): void {
    this.update({ gaps: this.snapshot.gaps.filter((one) => one !== gap) });
  }

  private update(change: Partial<LogSnapshot>): void {
    this.snapshot = {
      ...this.snapshot,
      problems: withoutRepeats([...this.tailProblems, ...this.pageProblems]),
      ...change,
      first: this.held.firstNumber,
      end: this.held.endNumber,
      version: this.snapshot.version + 1,
    };
    this.changed.fire();
  }
}

const mostEarly = 100_000;

function sameLine(a: LogLine, b: LogLine): boolean {
  return (
    a.timeMs === b.timeMs && a.text === b.text && a.stream === b.stream && a.host === b.host && a.source === b.source
  );
}

/** Of lines in time order: what a page and the live lines both have stands once. */
function withoutDuplicates(lines: readonly LogLine[]): readonly LogLine[] {
  return lines.filter((line, index) => {
    for (let before = index - 1; before >= 0; before -= 1) {
      const other = lines[before];
      if (!other || other.timeMs !== line.timeMs) return true;
      if (sameLine(other, line)) return false;
    }
    return true;
  });
}

function withoutRepeats(problems: readonly LogProblem[]): readonly LogProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ source, where, message }) => {
    const key = `${source}\n${where}\n${message}`;
    return seen.size < seen.add(key).size;
  });
}
