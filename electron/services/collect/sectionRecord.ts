import { isStopped, stuckStatus } from "../../../shared/domain/collect/protocol.ts";
import { quoteOutput } from "../../../shared/domain/format/quoteOutput.ts";
import type { ReadingCost, Unreadable } from "../../../shared/domain/host/state.ts";
import { adviceFor } from "./advice.ts";
import type { SectionFrame } from "./probe.ts";

/** What the newest reading of each section cost, and which of them failed with what words. */
export interface SectionRecord {
  readonly costs: readonly ReadingCost[];
  readonly unreadable: readonly Unreadable[];
  cost(cost: ReadingCost): void;
  /** A section, or a whole way of reading: `probe`, `stream`. */
  failed(what: string, text: string): void;
  worked(what: string): void;
}

export function createSectionRecord(): SectionRecord {
  const costs = new Map<string, ReadingCost>();
  const unreadable = new Map<string, Unreadable>();
  return {
    get costs() {
      return [...costs.values()];
    },
    get unreadable() {
      return [...unreadable.values()];
    },
    cost: (cost) => void costs.set(cost.section, cost),
    failed(what, text) {
      unreadable.set(what, { section: what, text, advice: adviceFor(what, text) });
    },
    worked: (what) => void unreadable.delete(what),
  };
}

export function costOf(frame: SectionFrame, wallMs: number, intervalMs: number): ReadingCost {
  return { section: frame.section, wallMs, intervalMs, bytes: frame.bytes, status: frame.status };
}

/** Why a section that failed could not be read, in the host's words where it said any. */
export function failureText({ section, text, bytes, status }: SectionFrame): string {
  const words = quoteOutput(text, bytes);
  if (isStopped(status) && (status !== stuckStatus || words === "")) {
    return `${section}: did not answer within 8 s and was stopped`;
  }
  return words || `Nothing was printed (exit status ${status})`;
}
