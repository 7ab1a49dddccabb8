import type { ScrapeTarget } from "../../../../state/types.ts";
import { formatAge } from "../../../../ui/format.ts";
import { portText } from "../../../../ui/portText.ts";
import type { Status } from "../../../../ui/StatusIcon.tsx";

type Health = ScrapeTarget["health"];

export const healthStatus: Readonly<Record<Health["kind"], { readonly status: Status; readonly word: string }>> = {
  up: { status: "ok", word: "Up" },
  down: { status: "failed", word: "Down" },
  hostDown: { status: "unknown", word: "Host not connected" },
  waiting: { status: "waiting", word: "Not read yet" },
};

const viaWords: Readonly<Record<NonNullable<ScrapeTarget["via"]>, string>> = {
  forward: "through a channel of the SSH connection",
  curl: "by curl on the host, which refuses forwarding",
  bash: "by bash on the host, which refuses forwarding",
  wget: "by wget on the host, which refuses forwarding",
};

export function labelsText({ labels }: Pick<ScrapeTarget, "labels">): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

/** All about a target, for its row's title. */
export function targetTitle(target: ScrapeTarget): string {
  const { url, intervalMs, via, health } = target;
  const state = health.kind === "down" ? health.error.message : healthStatus[health.kind].word;
  const how = via === null ? "" : `, ${viaWords[via]}`;
  return [url, labelsText(target), `every ${formatAge(intervalMs)}${how}`, state].filter(Boolean).join("\n");
}

export interface Trouble {
  readonly key: string;
  readonly status: Status;
  readonly name: string;
  readonly text: string;
}

/** What is wrong with the targets, in words: those that fail, then those that cannot be read whole. */
export function troublesOf(targets: readonly ScrapeTarget[], nowMs: number): readonly Trouble[] {
  const name = (target: ScrapeTarget) => `${target.job} ${portText(target)}`;
  const failing = targets.flatMap((target): Trouble[] => {
    const { health, id } = target;
    if (health.kind !== "down") return [];
    const text = `${health.error.message}. Down for ${formatAge(Math.max(0, nowMs - health.sinceMs))}.`;
    return [{ key: id, status: "failed", name: name(target), text }];
  });
  const partial = targets.flatMap((target): Trouble[] => {
    const text = target.health.kind === "up" ? partialText(target) : null;
    return text === null ? [] : [{ key: target.id, status: "warning", name: name(target), text }];
  });
  return [...failing, ...partial];
}

function partialText({ problems, problemCount, truncated, outOfTime }: ScrapeTarget): string | null {
  const [first] = problems;
  if (first) {
    const lines = problemCount === 1 ? "1 line" : `${problemCount} lines`;
    return `${lines} could not be read: line ${first.line}, column ${first.column}: ${first.message}.`;
  }
  if (truncated) return "The answer ends without # EOF: it may be cut.";
  return outOfTime > 0 ? `${outOfTime} samples are left out: their own time is too old or ahead.` : null;
}
