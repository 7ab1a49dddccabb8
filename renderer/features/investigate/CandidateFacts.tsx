import { Check, ChevronRight, CircleHelp, X } from "lucide-react";
import { confidenceWord } from "../../../shared/domain/diagnosis/rank.ts";
import { formatLogsView } from "../../state/logsView.ts";
import { formatRoute, type Route } from "../../state/navigation.ts";
import { Badge } from "../../ui/Badge.tsx";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/Icon.tsx";
import styles from "./Diagnosis.module.css";
import type { Report } from "./useDiagnosis.ts";

export type Candidate = Report["candidates"][number];
type Symptom = Candidate["symptoms"][number];

const looks = {
  for: { icon: Check, tone: "ok", word: "Speaks for it" },
  against: { icon: X, tone: "critical", word: "Speaks against it" },
  unknown: { icon: CircleHelp, tone: "fg3", word: "Unknown" },
} as const;

/** `GPU lost on gpu-c11`. */
export function nameOf({ name, host }: Candidate): string {
  return host === null ? name : `${name} on ${host}`;
}

export function CandidateBadge({ candidate: { confidence, ruledOutBy } }: { readonly candidate: Candidate }) {
  if (ruledOutBy !== null) return <Badge>Ruled out</Badge>;
  const word = confidenceWord(confidence);
  return (
    <Badge tone={word === "Low" ? "neutral" : "info"}>
      {word}, {confidence.toFixed(2)}
    </Badge>
  );
}

/** A cause, and its symptoms with what was found of each. */
export function CandidateFacts({
  candidate,
  report,
  isTitled = true,
}: {
  readonly candidate: Candidate;
  readonly report: Report;
  readonly isTitled?: boolean;
}) {
  const { cause, symptoms, ruledOutBy } = candidate;
  const decisive = symptoms.find(({ title }) => title === ruledOutBy);
  const counted = (side: keyof typeof looks) => symptoms.filter((symptom) => sideOf(symptom) === side).length;
  return (
    <>
      {isTitled ? (
        <div className={styles.title}>
          <h3>{nameOf(candidate)}</h3>
          <CandidateBadge candidate={candidate} />
        </div>
      ) : null}
      <p className={cx(styles.cause, "fg2")}>{cause}</p>
      {decisive ? <p className="fg2">Ruled out by: {toldOf(decisive)}</p> : null}
      <div className={cx(styles.section, "small")}>
        <span>Symptoms</span>
        <span>
          {counted("for")} for, {counted("against")} against, {counted("unknown")} unknown
        </span>
      </div>
      <ul aria-label={`Symptoms of ${nameOf(candidate)}`}>
        {symptoms.map((symptom) => (
          <SymptomRow key={symptom.title} symptom={symptom} report={report} />
        ))}
      </ul>
    </>
  );
}

function SymptomRow({ symptom, report }: { readonly symptom: Symptom; readonly report: Report }) {
  const { state, text } = symptom;
  const { icon, tone, word } = looks[sideOf(symptom)];
  const route = evidenceRoute(symptom, report);
  const told = toldOf(symptom);
  const words = (
    <>
      <span className={cx(tone, styles.side)} title={word}>
        <Icon of={icon} size={12} />
        <span className="visuallyHidden">{word}: </span>
      </span>
      <span className={cx("clip", state === "holds" ? "fg1" : "fg2")} title={told}>
        {told}
      </span>
      <span className={cx("clip small", route ? "accent" : "fg3", styles.found)} title={text}>
        {text}
      </span>
    </>
  );
  if (!route)
    return (
      <li className={styles.symptom}>
        {words}
        <span />
      </li>
    );
  return (
    <li>
      <a className={styles.symptom} href={formatRoute(route)}>
        {words}
        <Icon of={ChevronRight} size={12} />
      </a>
    </li>
  );
}

/** A title says what may be there: of one that is not, that alone would read as if it were. */
function toldOf({ title, state }: Symptom): string {
  return state === "absent" ? `Not seen: ${title}` : title;
}

/** A symptom that is not there speaks against its fault, unless it would have counted against it. */
function sideOf({ state, counts }: Symptom): keyof typeof looks {
  if (state === "unknown") return "unknown";
  return (state === "holds") === (counts === "for") ? "for" : "against";
}

const aroundMs = 60_000;

/** Where the evidence is seen: the query in Explore, the lines in Logs, the drift on the service's page, the event in the timeline. */
function evidenceRoute({ evidence }: Symptom, { atMs, sinceMs }: Report): Route | null {
  if (evidence === null) return null;
  const window = { fromMs: Math.round(sinceMs - 15 * aroundMs), toMs: Math.round(atMs) };
  switch (evidence.kind) {
    case "query": {
      const params = new URLSearchParams();
      if (evidence.source !== "local") params.set("source", evidence.source);
      params.append("q", evidence.expr);
      return { page: "explore", query: params.toString() };
    }
    case "logs": {
      const filter = JSON.stringify(evidence.text);
      const view = { filter, hosts: evidence.hosts, sources: null, window, line: null };
      return { page: "logs", query: formatLogsView(view) };
    }
    case "drift":
      return { page: "service", name: evidence.service };
    case "event": {
      const { atMs: happenedMs, host } = evidence;
      const around = { from: String(happenedMs - aroundMs), to: String(happenedMs + aroundMs) };
      return {
        page: "timeline",
        query: new URLSearchParams({ ...around, ...(host === null ? {} : { host }) }).toString(),
      };
    }
  }
}
