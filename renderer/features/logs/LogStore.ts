import { Emitter } from "../../../shared/base/emitter.ts";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Item, Result } from "../../../shared/contract/define.ts";
import type { LogTerm } from "../../../shared/domain/logs/filter/model.ts";
import { HeldLines } from "../../../shared/domain/logs/heldLines.ts";
import { inTimeOrder, mergeByTime } from "../../../shared/domain/logs/mergeLines.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import { unseenLines } from "../../../shared/domain/logs/unseenLines.ts";
import { ReadPlaces } from "./readPlaces.ts";

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
  /** How often the newest lines were asked for. */
  readonly followed: number;
  /** A page is on its way. */
  readonly loading: boolean;
  /** Null before the first page. */
  readonly completeFromMs: number | null;
  readonly problems: readonly LogProblem[];
  readonly appliedHere: readonly string[];
  /** Newest first. */
  readonly gaps: readonly LogGap[];
}

/** The question itself failed, and not one of its places. */
export function isOfAll({ source }: LogProblem): boolean {
  return source === "";
}

/** The name of the source that hosts are. */
export const hostsSource = "hosts";

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
    followed: 0,
    loading: true,
    completeFromMs: null,
    problems: [],
    appliedHere: [],
    gaps: [],
  };
  /** Live lines that came while the first page was under way. */
  private early: LogLine[] | null = [];
  private places = new ReadPlaces();
  /** Newest line of the page: a live one up to there may be in it. */
  private pageEndMs = Number.NEGATIVE_INFINITY;
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
    this.update({ heldAt: null, followed: this.snapshot.followed + 1 });
  }

  /** Another question is asked: what is held stays in sight, as far as it meets `terms`; null where only a source can tell. */
  ask(terms: readonly LogTerm[] | null): void {
    this.early = [];
    this.places = new ReadPlaces();
    this.tailProblems = [];
    const shown = terms === null ? [] : this.held.search(terms);
    this.update({ loading: true, shown, heldAt: null, completeFromMs: null, appliedHere: [], gaps: [] });
  }

  /** The first page of a question replaces what was held. */
  takePage(page: LogPage): void {
    const early = this.early ?? [];
    this.early = null;
    this.places.takePage(page.lines);
    this.held = new HeldLines();
    this.held.append(page.lines);
    this.pageEndMs = page.lines.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY;
    const fresh = this.beyondPage(early);
    if (fresh.length > 0) {
      this.held = new HeldLines();
      this.held.append(mergeByTime([page.lines, inTimeOrder(fresh)]));
    }
    this.pageProblems = page.problems;
    this.update({ loading: false, shown: null, completeFromMs: page.completeFromMs, appliedHere: page.appliedHere });
  }

  /** Lines before those that are held, or of a gap between them. */
  takeMore(page: LogPage, isOlder: boolean): void {
    this.join(page.lines, isOlder ? page.completeFromMs : this.snapshot.completeFromMs);
  }

  /** What hosts wrote before they could be followed. */
  takeLate(page: LogPage, hosts: readonly string[]): void {
    const isOver = ({ source, where }: LogProblem) => source === hostsSource && hosts.includes(where);
    this.pageProblems = [...this.pageProblems.filter((problem) => !isOver(problem)), ...page.problems];
    this.pageEndMs = Math.max(this.pageEndMs, page.lines.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY);
    const completeFromMs = Math.max(page.completeFromMs, this.snapshot.completeFromMs ?? page.completeFromMs);
    this.join(this.places.takePage(page.lines), completeFromMs);
  }

  private join(more: readonly LogLine[], completeFromMs: number | null): void {
    const known: LogLine[] = [];
    for (let number = this.held.firstNumber; number < this.held.endNumber; number += 1) {
      const line = this.held.get(number);
      if (line) known.push(line);
    }
    const top = this.lineBelow(this.snapshot.heldAt);
    const lines = mergeByTime([unseenLines(more, within(known, more)), known]);
    this.held = new HeldLines();
    this.held.append(lines);
    const heldAt = top === null ? null : this.held.firstNumber + lines.findLastIndex((line) => sameLine(line, top)) + 1;
    this.update({ loading: false, shown: null, heldAt, completeFromMs });
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
    const fresh = this.beyondPage(lines);
    this.held.insert(inTimeOrder(fresh));
    if (heldAt === null) return;
    const below = fresh.filter(({ timeMs }) => timeMs < topMs).length;
    if (below > 0) this.update({ heldAt: heldAt + below });
  }

  /** Those that did not come with the page. */
  private beyondPage(lines: readonly LogLine[]): readonly LogLine[] {
    const others = this.places.takeLive(lines);
    const isDoubtful = (line: LogLine) => line.timeMs <= this.pageEndMs && !this.places.isKnown(line);
    const doubtful = others.filter(isDoubtful);
    if (doubtful.length === 0) return others;
    const unseen = new Set(unseenLines(doubtful, within([...this.newest(mostCompared)], doubtful)));
    return others.filter((line) => unseen.has(line) || !isDoubtful(line));
  }

  /** The newest line that is shown; null where nothing is held back. */
  private lineBelow(heldAt: number | null): LogLine | null {
    return heldAt === null ? null : this.held.get(heldAt - 1);
  }

  /** The page did not come: what stood in sight stays, and what is live goes on. */
  fail(problem: LogProblem): void {
    const { shown } = this.snapshot;
    if (shown !== null) {
      const inSight = [...shown].flatMap((number) => this.held.get(number) ?? []);
      this.held = new HeldLines();
      this.held.append(inTimeOrder(inSight));
    }
    if (this.early) this.held.insert(inTimeOrder(this.places.takeLive(this.early)));
    this.early = null;
    this.pageProblems = [problem];
    this.update({ loading: false, shown: null });
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
/** A live line that came with the page is not further back. */
const mostCompared = 20_000;

function sameLine(a: LogLine, b: LogLine): boolean {
  return (
    a.timeMs === b.timeMs && a.text === b.text && a.stream === b.stream && a.host === b.host && a.source === b.source
  );
}

/** Those of `lines` that are from the same time as `others`. */
function within(lines: readonly LogLine[], others: readonly LogLine[]): readonly LogLine[] {
  const fromMs = Math.min(...others.map(({ timeMs }) => timeMs));
  const toMs = Math.max(...others.map(({ timeMs }) => timeMs));
  return lines.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs);
}

function withoutRepeats(problems: readonly LogProblem[]): readonly LogProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ source, where, message }) => {
    const key = `${source}\n${where}\n${message}`;
    return seen.size < seen.add(key).size;
  });
}
