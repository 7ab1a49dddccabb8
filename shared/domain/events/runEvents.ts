import type { AuditEntry } from "../audit/entry.ts";
import { type EventDraft, eventDraft } from "./fleetEvent.ts";

/** What an entry of the audit log says of a run's beginning or end; null for all others. `title` is the runbook's. */
export function runEvent(entry: AuditEntry, title: string | null): EventDraft | null {
  const told = toldOf(entry, title);
  if (told === null || entry.run === null) return null;
  return eventDraft({
    ...told,
    key: `audit ${entry.seq}`,
    atMs: entry.atMs,
    kind: "runbook",
    origin: entry.by,
    host: entry.host,
    run: entry.run,
  });
}

function toldOf(
  { kind, text, facts }: AuditEntry,
  title: string | null,
): Pick<EventDraft, "severity" | "title" | "text"> | null {
  const runbook = title ?? text;
  switch (kind) {
    case "run.started":
      return { severity: "info", title: facts.work === "undo" ? "Taking a run back" : "Runbook started", text };
    case "run.undone":
      return { severity: "info", title: "Run taken back", text: runbook };
    case "run.interrupted":
      return { severity: "warning", title: "Runbook interrupted", text };
    case "run.ended":
      return endOf(facts.verdict ?? facts.outcome ?? "ended", runbook, text);
    default:
      return null;
  }
}

function endOf(how: string | number | boolean, runbook: string, text: string) {
  if (how === "passed") return { severity: "info", title: "Runbook verified", text: runbook } as const;
  const why = text === runbook || text === "Ended" ? "" : `: ${text}`;
  const isWell = how === "done" || how === "ended";
  return { severity: isWell ? "info" : "warning", title: `Runbook ${how}`, text: `${runbook}${why}` } as const;
}
