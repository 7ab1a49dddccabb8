import type { Clock } from "../../shared/base/clock.ts";
import type { Disposable } from "../../shared/base/disposable.ts";
import type { HostOverview } from "../host/types.ts";

export interface Announcement {
  readonly title: string;
  readonly body: string;
}

export interface Announcer extends Disposable {
  /** Takes in what the fleet looks like now. */
  see(overview: HostOverview): void;
}

type Finding = HostOverview["critical"][number];

/** Opening the app finds what was wrong already: the window shows that, no notification does. */
const quietMs = 30_000;
/** A rack that fails does so host by host: one notification, not twenty. */
const gatherMs = 3000;
/** What comes and goes is not news each time. */
const repeatMs = 600_000;
const mostLines = 4;

/** Says what became critical: after a quiet start, gathered, and not again within ten minutes. */
export function createAnnouncer(options: {
  readonly clock: Clock;
  readonly announce: (announcement: Announcement) => void;
}): Announcer {
  const { clock, announce } = options;
  const startedAtMs = clock.monotonicMs();
  /** When each finding was last known to stand. */
  const stoodAtMs = new Map<string, number>();
  let standing: ReadonlySet<string> = new Set();
  let waiting: readonly Finding[] = [];
  let timer: Disposable | null = null;

  const isStanding = ({ id }: Finding) => standing.has(id);
  const tell = () => {
    timer = null;
    const news = announcement(waiting);
    waiting = [];
    if (news) announce(news);
  };

  return {
    see({ critical }) {
      const nowMs = clock.monotonicMs();
      for (const id of standing) stoodAtMs.set(id, nowMs);
      for (const [id, atMs] of stoodAtMs) if (nowMs - atMs >= repeatMs) stoodAtMs.delete(id);
      const fresh = critical.filter(({ id }) => !stoodAtMs.has(id));
      standing = new Set(critical.map(({ id }) => id));
      for (const id of standing) stoodAtMs.set(id, nowMs);
      if (nowMs - startedAtMs < quietMs) return;
      waiting = [...waiting.filter(isStanding), ...fresh];
      if (waiting.length > 0) timer ??= clock.after(gatherMs, tell);
    },
    dispose: () => timer?.dispose(),
  };
}

/** One notification for all of `findings`; null for none. */
export function announcement(findings: readonly Finding[]): Announcement | null {
  const [first] = findings;
  if (!first) return null;
  if (findings.length === 1) return { title: plain(first.title), body: plain(first.detail) };
  const lines = findings.slice(0, mostLines).map(({ title }) => plain(title));
  const more = findings.length > mostLines ? [`and ${findings.length - mostLines} more`] : [];
  return { title: `${findings.length} new critical findings`, body: [...lines, ...more].join("\n") };
}

/** Text of remote origin on one short line; some Linux desktops would read markup in it. */
function plain(text: string): string {
  const line = text
    .replace(/[\p{Cc}\s]+/gu, " ")
    .replaceAll("<", "\u2039")
    .replaceAll(">", "\u203a")
    .trim();
  return line.length > 200 ? `${line.slice(0, 199)}\u2026` : line;
}
