import type { Clock } from "../../shared/base/clock.ts";
import type { AuditEvent } from "../../shared/domain/audit/entry.ts";

/** The same question of the same person within that is one event. */
const againMs = 60_000;
/** More than a person types within it. */
const mostNoted = 20;

/** A question that a person ran. */
interface TypedQuery {
  readonly language: "PromQL" | "logs";
  /** Where it was asked, as the console names it. */
  readonly source: string;
  readonly text: string;
}

export interface TypedQueries {
  /** Throws STORE_FAILED where the log cannot be written. */
  note(by: string, query: TypedQuery): void;
}

/**
 * Writes down that a question was asked, by whom and of what; its text only while `keepsText` says so. What goes beyond the most
 * of a minute is counted, and told with the next event of that person.
 */
export function createTypedQueries({
  clock,
  audit,
  keepsText,
}: {
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly audit: { append(event: AuditEvent): unknown };
  readonly keepsText: () => boolean;
}): TypedQueries {
  const noted = new Map<string, { readonly by: string; readonly atMs: number }>();
  const beyond = new Map<string, number>();
  return {
    note(by, { language, source, text }) {
      const nowMs = clock.monotonicMs();
      for (const [key, { atMs }] of noted) if (nowMs - atMs >= againMs) noted.delete(key);
      const key = JSON.stringify([by, language, source, text]);
      if (noted.has(key)) return;
      const own = [...noted.values()].filter((one) => one.by === by).length;
      if (own >= mostNoted) {
        beyond.set(by, (beyond.get(by) ?? 0) + 1);
        return;
      }
      const more = beyond.get(by) ?? 0;
      const asked = `${language === "logs" ? "Logs" : language} asked of ${source}`;
      audit.append({
        kind: "query.asked",
        by,
        text: keepsText() ? `${asked}: ${text}` : asked,
        facts: { characters: text.length, ...(more === 0 ? {} : { notNotedBefore: more }) },
      });
      noted.set(key, { by, atMs: nowMs });
      beyond.delete(by);
    },
  };
}
