import { RE2JS } from "re2js";
import { oncePer } from "../../base/oncePer.ts";
import type { DriftReport } from "../drift/featureDrift.ts";
import type { FleetEvent } from "../events/fleetEvent.ts";
import { formatDuration } from "../format/duration.ts";
import { formatValue, type Unit } from "../format/units.ts";
import { escapeRegex } from "../logs/filter/escapeRegex.ts";
import { type LogLine, messageOf } from "../logs/model.ts";
import type { SeriesId } from "../metrics/model.ts";
import type { Symptom } from "./pattern.ts";
import type { SymptomState } from "./rank.ts";

/** A symptom's state, and what was found in words. */
export interface Judgement {
  readonly state: SymptomState;
  readonly text: string;
}

/** Where a symptom is looked for: one host, or a service with all of its hosts. */
export interface Place {
  readonly host: string | null;
  readonly hosts: readonly string[];
  readonly service: string | null;
}

/** Unix ms. */
interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Measured {
  readonly series: SeriesId;
  readonly value: number;
}

const unknown = (text: string): Judgement => ({ state: "unknown", text });

/** The worst of the values decides; those of other hosts do not count, and nothing measured is not nothing wrong. */
export function judgeValues(
  { above, below }: Pick<Symptom, "above" | "below">,
  samples: readonly Measured[],
  unit: Unit,
  { host }: Pick<Place, "host">,
): Judgement {
  const values = samples
    .filter(({ series }) => host === null || (series.labels.instance ?? host) === host)
    .flatMap(({ value }) => (Number.isNaN(value) ? [] : [value]));
  if (values.length === 0) return unknown("nothing measured");
  const passes = (value: number) => (above === undefined ? value < (below ?? 0) : value > above);
  const worst = above === undefined ? Math.min(...values) : Math.max(...values);
  const shown = formatValue(worst, unit);
  const passing = values.filter(passes).length;
  return {
    state: passing > 0 ? "holds" : "absent",
    text: values.length > 1 && passing > 0 ? `${shown}, ${passing} of ${values.length}` : shown,
  };
}

/** Whether a line has one of the texts. Escaped, they hold nothing that could be slow. */
const finder = oncePer((texts: readonly string[]) => new RegExp(texts.map(escapeRegex).join("|"), "i"));

/** Lines that match, of the hosts in question; `readHosts` are those of which any line of a program could be read. */
export function judgeLines(
  { log = [], atLeast }: Pick<Symptom, "log" | "atLeast">,
  lines: readonly LogLine[],
  readHosts: ReadonlySet<string>,
  { host, hosts }: Pick<Place, "host" | "hosts">,
  { fromMs, toMs }: Period,
): Judgement {
  const expression = finder(log);
  const asked = host === null ? hosts : [host];
  const found = lines.filter(
    (line) =>
      line.host !== null &&
      asked.includes(line.host) &&
      line.timeMs >= fromMs &&
      line.timeMs <= toMs &&
      expression.test(line.text),
  );
  const newest = found.at(-1);
  if (newest && found.length >= atLeast) {
    const sample = messageOf(newest).split("\n")[0]?.slice(0, 120) ?? "";
    return { state: "holds", text: found.length === 1 ? sample : `${found.length} lines: ${sample}` };
  }
  if (!asked.some((name) => readHosts.has(name))) return unknown("no log lines read");
  return { state: "absent", text: `${found.length === 0 ? "none" : found.length} in ${spanOf({ fromMs, toMs })}` };
}

const titleOf = oncePer(({ title }: NonNullable<Symptom["event"]>) =>
  title === undefined ? null : RE2JS.compile(title),
);

/** Events of the place within the time; before `knownFromMs` nobody wrote down what happened. */
export function judgeEvents(
  { event }: Pick<Symptom, "event">,
  events: readonly FleetEvent[],
  place: Place,
  period: Period,
  knownFromMs: number,
): Judgement & { readonly event: FleetEvent | null } {
  const title = event && titleOf(event);
  const found = events
    .filter(
      (one) =>
        one.kind === event?.kind &&
        one.atMs >= period.fromMs &&
        one.atMs <= period.toMs &&
        isAt(one, place) &&
        (!title || title.matcher(one.title).find()),
    )
    .sort((a, b) => b.atMs - a.atMs)[0];
  if (found) return { state: "holds", text: `${found.title}: ${found.text}`, event: found };
  if (knownFromMs > period.fromMs)
    return { ...unknown(`watched for ${spanOf({ ...period, fromMs: knownFromMs })} only`), event: null };
  return { state: "absent", text: `none in ${spanOf(period)}`, event: null };
}

/** The features of the service that drifted; those that nobody can judge are neither drifted nor as ever. */
export function judgeDrifts({ drift }: Pick<Symptom, "drift">, report: DriftReport | null): Judgement {
  if (!report) return unknown("no inputs or outputs of it are looked at");
  const judged = report.features.flatMap(({ name, result }) =>
    result.kind === "asked" && result.outcome.kind === "compared" ? [{ name, level: result.outcome.level }] : [],
  );
  const found = judged.filter(({ level }) => level === "strong" || (level === "some" && drift === "some"));
  if (found.length > 0) return { state: "holds", text: found.map(({ name }) => name).join(", ") };
  if (judged.length === 0) return unknown("too few samples of every feature");
  return { state: "absent", text: `none of ${judged.length === 1 ? "1 feature" : `${judged.length} features`}` };
}

/** What is of a release is of its service, wherever that runs. */
function isAt({ kind, host, service }: FleetEvent, place: Place): boolean {
  if (place.host !== null) return host === place.host;
  if (kind === "deploy" && service !== null && place.service !== null && service !== place.service) return false;
  return (service !== null && service === place.service) || (host !== null && place.hosts.includes(host));
}

function spanOf({ fromMs, toMs }: Period): string {
  return formatDuration(Math.max(0, Math.round((toMs - fromMs) / 1000)));
}
