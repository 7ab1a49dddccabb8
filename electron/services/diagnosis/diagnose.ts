import { setImmediate } from "node:timers/promises";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { type JudgedPattern, rankCandidates } from "../../../shared/domain/diagnosis/candidates.ts";
import { expandQuery, type SymptomScope } from "../../../shared/domain/diagnosis/expandSymptom.ts";
import {
  judgeDrifts,
  judgeEvents,
  judgeLines,
  judgeValues,
  type Place,
} from "../../../shared/domain/diagnosis/judge.ts";
import { judgeAnomalies } from "../../../shared/domain/diagnosis/judgeAnomalies.ts";
import type { FaultPattern, Symptom } from "../../../shared/domain/diagnosis/pattern.ts";
import type { DiagnosisReport, JudgedSymptom } from "../../../shared/domain/diagnosis/report.ts";
import type { InstantAnswer } from "../../../shared/domain/metrics/model.ts";
import { inferUnit } from "../../../shared/domain/promql/inferUnit.ts";
import { localSourceName } from "../../../shared/domain/workspace/localSource.ts";
import { byHost } from "./byHost.ts";
import { type AskedQuery, type Evidence, type EvidenceSources, gatherEvidence } from "./gatherEvidence.ts";

/** Unix ms. */
export interface DiagnosisMoment {
  readonly atMs: number;
  readonly sinceMs: number;
  /** Before that nobody wrote events down. */
  readonly eventsFromMs: number;
}

export interface DiagnosisPlace {
  readonly service: { readonly name: string; readonly source: string } | null;
  readonly scope: SymptomScope;
}

const usualWithinMs = 10 * 60_000;
/** Lines cost more to read than events. */
const usualLogWithinMs = 2 * 60_000;
/** Lines of a longer time would not be read in time. */
const mostLookBackMs = 60 * 60_000;

/** Reading lines costs each host something; those of more hosts are unknown. */
const mostLogHosts = 20;

/** Judges every pattern that may apply there. A pattern about hosts is judged once for each of them. */
export async function diagnose(
  patterns: readonly FaultPattern[],
  { service, scope }: DiagnosisPlace,
  moment: DiagnosisMoment,
  isRunbook: (id: string) => boolean,
  sources: EvidenceSources,
  signal: CancelSignal,
): Promise<Pick<DiagnosisReport, "candidates" | "next" | "lookedFor" | "problems">> {
  const fitting = patterns.filter(({ about }) => (about === "service" ? service !== null : scope.hosts.length > 0));
  const asked = (symptom: Symptom, { about }: FaultPattern): AskedQuery | string => {
    const expanded = expandQuery(symptom.promql ?? "", scope);
    if (expanded.kind === "missing") return expanded.why;
    return {
      source: about === "service" ? (service?.source ?? localSourceName) : localSourceName,
      expr: expanded.expr,
    };
  };
  const questions = new Map(
    fitting.flatMap((pattern) =>
      pattern.symptoms.map(
        (symptom) => [symptom, symptom.promql === undefined ? null : asked(symptom, pattern)] as const,
      ),
    ),
  );
  const symptoms = [...questions.keys()];
  const earliest = (isOfKind: (symptom: Symptom) => boolean) =>
    Math.min(
      moment.atMs,
      ...symptoms.flatMap((symptom) => (isOfKind(symptom) ? periodOf(symptom, moment).fromMs : [])),
    );
  const evidence = await gatherEvidence(
    sources,
    {
      queries: [...questions.values()].flatMap((query) => (query === null || typeof query === "string" ? [] : [query])),
      hosts: scope.hosts.slice(0, mostLogHosts),
      driftOf: symptoms.some(({ drift }) => drift !== undefined) ? (service?.name ?? null) : null,
      linesFromMs: earliest(({ log }) => log !== undefined),
      eventsFromMs: earliest(({ event }) => event !== undefined),
      atMs: moment.atMs,
    },
    signal,
  );
  const judged: JudgedPattern[] = [];
  for (const pattern of fitting) {
    const judges = pattern.symptoms.map((symptom) =>
      judgeOf(symptom, questions.get(symptom) ?? null, evidence, moment),
    );
    for (const host of pattern.about === "service" ? [null] : scope.hosts) {
      const place = { host, hosts: scope.hosts, service: service?.name ?? null };
      judged.push({ pattern, host, symptoms: judges.map((judge) => judge(place)) });
    }
    // The same thread serves the page: of many hosts all patterns together would hold it up.
    await setImmediate();
  }
  return { ...rankCandidates(judged, isRunbook), lookedFor: fitting.length, problems: [...evidence.problems] };
}

/** What was found for a symptom is looked up once, and judged at each place. */
function judgeOf(
  symptom: Symptom,
  query: AskedQuery | string | null,
  evidence: Evidence,
  moment: DiagnosisMoment,
): (place: Place) => JudgedSymptom {
  const { title, counts, required } = symptom;
  const about = { title, counts, required };
  const unknown = (text: string, link: JudgedSymptom["evidence"] = null) => {
    return (): JudgedSymptom => ({ ...about, state: "unknown", text, evidence: link });
  };
  if (typeof query === "string") return unknown(query);
  if (query !== null) {
    const link = { kind: "query", ...query } as const;
    const found = evidence.query(query);
    if (found.kind === "failed") return unknown(found.why, link);
    const unit = symptom.unit ?? inferUnit(query.expr);
    const samplesAt = byHost(samplesOf(found.answer), ({ series }) => series.labels.instance ?? null);
    return (place) => ({ ...about, ...judgeValues(symptom, samplesAt(place.host), unit, place), evidence: link });
  }
  if (symptom.drift !== undefined) {
    const { drift } = evidence;
    if (drift.kind === "failed") return unknown(drift.why);
    const judged = judgeDrifts(symptom, drift.report);
    return ({ service }) => ({
      ...about,
      ...judged,
      evidence: service !== null && drift.report ? { kind: "drift", service } : null,
    });
  }
  const { anomaly } = symptom;
  if (anomaly !== undefined) {
    return (place) => {
      const { sinceMs, ...judged } = judgeAnomalies(anomaly, evidence.anomalies, place, moment.atMs);
      const link = sinceMs === null ? null : ({ kind: "event", atMs: sinceMs, host: place.host } as const);
      return { ...about, ...judged, evidence: link };
    };
  }
  const period = periodOf(symptom, moment);
  const { log } = symptom;
  if (log !== undefined) {
    const read = { ...period, fromMs: Math.max(period.fromMs, evidence.linesFromMs) };
    return (place) => {
      const judged = judgeLines(symptom, evidence.linesAt(place.host), evidence.readHosts, place, read);
      const hosts = place.host === null ? [...place.hosts] : [place.host];
      return { ...about, ...judged, evidence: { kind: "logs", text: log[0] ?? "", hosts } };
    };
  }
  return (place) => {
    const { event, ...judged } = judgeEvents(symptom, evidence.events, place, period, moment.eventsFromMs);
    return { ...about, ...judged, evidence: event && { kind: "event", atMs: event.atMs, host: event.host } };
  };
}

function periodOf({ within, log }: Symptom, { atMs, sinceMs }: DiagnosisMoment) {
  const beforeMs = within ?? (log === undefined ? usualWithinMs : usualLogWithinMs);
  return { fromMs: Math.max(sinceMs - beforeMs, atMs - mostLookBackMs), toMs: atMs };
}

function samplesOf(answer: InstantAnswer): Parameters<typeof judgeValues>[1] {
  if (answer.kind === "vector") return answer.samples;
  return answer.kind === "scalar" ? [{ series: { name: "", labels: {} }, value: answer.value }] : [];
}
