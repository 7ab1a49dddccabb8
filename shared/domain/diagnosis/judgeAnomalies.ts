import { RE2JS } from "re2js";
import { oncePer } from "../../base/oncePer.ts";
import type { Finding, KnownSeries, WatchedSubject } from "../anomaly/finding.ts";
import { signalText } from "../anomaly/findingWords.ts";
import type { Judgement, Place } from "./judge.ts";
import type { Symptom } from "./pattern.ts";

/** What was last found out of the ordinary. Unix ms. */
export interface KnownAnomalies {
  /** Null before anything was looked at. */
  readonly atMs: number | null;
  readonly findings: readonly Finding[];
  readonly known: readonly KnownSeries[];
}

type Condition = NonNullable<Symptom["anomaly"]>;

const titleOf = oncePer(({ series }: Condition) => RE2JS.compile(series));

/** Findings are of now: what was unusual at another moment nobody knows any more. */
const freshMs = 3 * 60_000;

/** Whether a series of the place is unusual; one that is not known well enough yet is neither that nor as ever. */
export function judgeAnomalies(
  condition: Condition,
  { atMs, findings, known }: KnownAnomalies,
  place: Place,
  momentMs: number,
): Judgement & { readonly sinceMs: number | null } {
  const { is, detectors } = condition;
  const title = titleOf(condition);
  const isAsked = (one: { readonly title: string }) => title.matcher(one.title).find();
  const unknown = (text: string) => ({ state: "unknown", text, sinceMs: null }) as const;
  if (atMs === null || Math.abs(momentMs - atMs) > freshMs) return unknown("not looked for at that time");
  const signals = findings.filter(({ subject }) => isAt(subject, place)).flatMap((finding) => finding.signals);
  const found = signals.find(
    (signal) =>
      isAsked(signal) &&
      (detectors === undefined || signal.detectors.some((id) => detectors.includes(id))) &&
      (is === undefined || sideOf(signal) === is),
  );
  if (found) return { state: "holds", text: signalText(found), sinceMs: found.sinceMs };
  if (!known.some((one) => isAt(one.subject, place) && isAsked(one))) return unknown("not known for long enough");
  return { state: "absent", text: "as expected", sinceMs: null };
}

function sideOf({ value, low, high }: Finding["signals"][number]): "above" | "below" | null {
  return value === null ? null : value > high ? "above" : value < low ? "below" : null;
}

function isAt({ kind, name }: WatchedSubject, { host, hosts, service }: Place): boolean {
  if (host !== null) return kind === "host" && name === host;
  return kind === "service" ? name === service : hosts.includes(name);
}
