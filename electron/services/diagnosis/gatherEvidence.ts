import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import type { KnownAnomalies } from "../../../shared/domain/diagnosis/judgeAnomalies.ts";
import type { DriftReport } from "../../../shared/domain/drift/featureDrift.ts";
import type { FleetEvent } from "../../../shared/domain/events/fleetEvent.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import type { InstantAnswer } from "../../../shared/domain/metrics/model.ts";
import type { DriftService } from "../drift/types.ts";
import type { EventsService } from "../events/types.ts";
import type { LogAnswer, LogQuery } from "../logs/types.ts";
import { mapLimited } from "../mapLimited.ts";
import type { SourcesService } from "../sources/types.ts";
import { byHost } from "./byHost.ts";

export interface AskedQuery {
  readonly source: string;
  readonly expr: string;
}

export interface EvidenceRequest {
  readonly queries: readonly AskedQuery[];
  readonly hosts: readonly string[];
  /** Whose inputs and outputs are judged; null for nobody's. */
  readonly driftOf: string | null;
  /** Unix ms: lines and events from there on, and the moment that is judged. */
  readonly linesFromMs: number;
  readonly eventsFromMs: number;
  readonly atMs: number;
}

/** Why there is no answer. */
interface FailedEvidence {
  readonly kind: "failed";
  readonly why: string;
}
type QueryEvidence = { readonly kind: "answer"; readonly answer: InstantAnswer } | FailedEvidence;

/** All that the symptoms are judged by: each query is asked once, lines and events are read once. */
export interface Evidence {
  query(asked: AskedQuery): QueryEvidence;
  /** In the order of their times; for null those of all hosts. */
  linesAt(host: string | null): readonly LogLine[];
  /** From when on these are all there are, Unix ms. */
  readonly linesFromMs: number;
  /** Hosts of which some line of a program was read. */
  readonly readHosts: ReadonlySet<string>;
  readonly events: readonly FleetEvent[];
  readonly anomalies: KnownAnomalies;
  /** Of the service; null where it names nothing to judge. */
  readonly drift: { readonly kind: "answer"; readonly report: DriftReport | null } | FailedEvidence;
  readonly problems: readonly string[];
}

export interface EvidenceSources {
  readonly sources: Pick<SourcesService, "get">;
  readonly logs: { query(query: LogQuery & { readonly sources: null }, signal: CancelSignal): Promise<LogAnswer> };
  readonly events: Pick<EventsService, "find">;
  readonly drift: Pick<DriftService, "report">;
  readonly anomaly: { readonly state: KnownAnomalies };
}

const mostQueriesAtOnce = 8;
/** The newest: what a busy host wrote before is not read. */
const mostLines = 4000;
const mostEvents = 1000;

/** Never rejects: what fails or is cut off by `signal` is missing, and said so. */
export async function gatherEvidence(
  { sources, logs, events, drift, anomaly }: EvidenceSources,
  { queries, hosts, driftOf, linesFromMs, eventsFromMs, atMs }: EvidenceRequest,
  signal: CancelSignal,
): Promise<Evidence> {
  const answers = new Map<string, QueryEvidence>();
  const problems = new Set<string>();
  const unique = [...new Map(queries.map((asked) => [keyOf(asked), asked])).values()];

  async function ask({ source, expr }: AskedQuery): Promise<QueryEvidence> {
    try {
      return { kind: "answer", answer: await sources.get(source).queryInstant({ expr, timeMs: atMs }, signal) };
    } catch (error) {
      return { kind: "failed", why: wordsOf(error, signal) };
    }
  }

  async function read(): Promise<Pick<LogAnswer, "lines" | "completeFromMs">> {
    const wish = { filter: { terms: [], own: null }, hosts, sources: null };
    try {
      const query = { ...wish, startMs: linesFromMs, endMs: atMs + 1, limit: mostLines };
      const answer = await logs.query(query, signal);
      for (const { source, where, message } of answer.problems)
        problems.add(`Logs of ${where === "" ? source : where}: ${message}`);
      return answer;
    } catch (error) {
      problems.add(`Logs: ${wordsOf(error, signal)}`);
      return { lines: [], completeFromMs: atMs };
    }
  }

  async function readDrift(): Promise<Evidence["drift"]> {
    if (driftOf === null) return { kind: "answer", report: null };
    try {
      return { kind: "answer", report: await drift.report(driftOf, atMs, signal) };
    } catch (error) {
      return { kind: "failed", why: wordsOf(error, signal) };
    }
  }

  const [, { lines, completeFromMs }, drifted] = await Promise.all([
    mapLimited(unique, mostQueriesAtOnce, async (asked) => void answers.set(keyOf(asked), await ask(asked))),
    hosts.length > 0 ? read() : { lines: [], completeFromMs: atMs },
    readDrift(),
  ]);
  const window = { fromMs: eventsFromMs, toMs: atMs + 1, limit: mostEvents, kind: null, host: null, after: null };
  return {
    query: (asked) => answers.get(keyOf(asked)) ?? { kind: "failed", why: "not asked" },
    linesAt: byHost(lines, ({ host }) => host),
    linesFromMs: completeFromMs,
    readHosts: new Set(lines.flatMap(({ host, stream }) => (host === null || stream === kernelStream ? [] : [host]))),
    events: events.find(window).events,
    anomalies: anomaly.state,
    drift: drifted,
    problems: [...problems],
  };
}

/** Every host has one, whether or not its programs' logs are read. */
const kernelStream = "kernel";

function keyOf({ source, expr }: AskedQuery): string {
  return JSON.stringify([source, expr]);
}

function wordsOf(error: unknown, signal: CancelSignal): string {
  if (signal.aborted) return "no answer in time";
  return isMidwatchError(error) ? error.message : errorText(error);
}
