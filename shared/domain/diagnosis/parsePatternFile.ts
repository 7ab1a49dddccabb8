import { RE2JS } from "re2js";
import { errorText, isMidwatchError } from "../../base/errors.ts";
import { parseQuery } from "../promql/parseQuery.ts";
import { signalIds } from "../services/model.ts";
import type { WorkspaceProblem } from "../workspace/model.ts";
import { inOrder, readYaml } from "../yaml/readYaml.ts";
import { expandQuery, type SymptomScope, unknownPlaceholders } from "./expandSymptom.ts";
import { type FaultPattern, patternFile, type Symptom } from "./pattern.ts";

export interface ParsedPatternFile {
  /** Null when there is any problem. */
  readonly patterns: readonly FaultPattern[] | null;
  readonly problems: readonly WorkspaceProblem[];
}

/** Stands for any service and host: a query that cannot be asked of it cannot be asked at all. */
const anyScope: SymptomScope = {
  service: { name: "any", matchers: 'job="any"', signals: Object.fromEntries(signalIds.map((id) => [id, "up"])) },
  hosts: ["any"],
  window: "1m",
  ago: "5m",
};

/** Reads fault patterns; queries and expressions are checked where they stand. */
export function parsePatternFile(text: string, file: string): ParsedPatternFile {
  const yaml = readYaml(text.trim() === "" ? "patterns: []" : text, patternFile, { file });
  if (yaml.kind === "invalid") return { patterns: null, problems: yaml.problems };
  const { patterns } = yaml.value;
  const problems: WorkspaceProblem[] = [];
  for (const [i, { id, about, symptoms }] of patterns.entries()) {
    if (patterns.slice(0, i).some((one) => one.id === id))
      problems.push(yaml.problemAt(["patterns", i, "id"], `The pattern ${id} is in this file already`));
    for (const [j, symptom] of symptoms.entries()) {
      for (const [key, message] of faultsOf(symptom, about))
        problems.push(yaml.problemAt(["patterns", i, "symptoms", j, ...(key === null ? [] : [key])], message));
    }
  }
  return problems.length > 0 ? { patterns: null, problems: inOrder(problems) } : { patterns, problems };
}

type Fault = readonly [key: keyof Symptom | null, message: string];

function faultsOf(
  { promql, above, below, unit, log, event, drift, anomaly }: Symptom,
  about: FaultPattern["about"],
): readonly Fault[] {
  const kinds = [promql, log, event, drift, anomaly].filter((one) => one !== undefined).length;
  if (kinds !== 1) return [[null, "A symptom has exactly one of promql, log, event, drift and anomaly"]];
  const faults: Fault[] = [];
  if (drift !== undefined && about !== "service")
    faults.push(["drift", "Drift is of a service: the pattern is about hosts"]);
  const isMeasured = promql !== undefined;
  if (isMeasured && (above === undefined) === (below === undefined))
    faults.push(["promql", "A query needs either above or below: the value from which on it is a symptom"]);
  if (!isMeasured && (above !== undefined || below !== undefined || unit !== undefined))
    faults.push([null, "above, below and unit belong to promql"]);
  if (isMeasured) faults.push(...queryFaults(promql));
  if (event?.title !== undefined) faults.push(...patternFaults("event", event.title));
  if (anomaly !== undefined) faults.push(...patternFaults("anomaly", anomaly.series));
  return faults;
}

function queryFaults(promql: string): readonly Fault[] {
  const [unknown] = unknownPlaceholders(promql);
  if (unknown !== undefined)
    return [["promql", `${unknown} stands for nothing: use a signal, service, name, hosts, window or ago`]];
  const expanded = expandQuery(promql, anyScope);
  if (expanded.kind === "missing") return [["promql", expanded.why]];
  try {
    parseQuery(expanded.expr);
    return [];
  } catch (error) {
    if (isMidwatchError(error)) return [["promql", error.message]];
    throw error;
  }
}

function patternFaults(key: keyof Symptom, pattern: string): readonly Fault[] {
  try {
    RE2JS.compile(pattern);
    return [];
  } catch (error) {
    return [[key, `The pattern does not work: ${errorText(error)}`]];
  }
}
