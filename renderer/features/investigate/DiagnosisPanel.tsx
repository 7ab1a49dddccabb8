import { ChevronRight, RotateCw } from "lucide-react";
import { useState } from "react";
import { PinButton } from "../../app/incidents/PinButton.tsx";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { diagnosisStore } from "../../state/diagnosisStore.ts";
import { useNow } from "../../state/now.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { formatAge } from "../../ui/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { CandidateBadge, CandidateFacts, nameOf } from "./CandidateFacts.tsx";
import styles from "./Diagnosis.module.css";
import { pinnedDiagnosis } from "./pinnedDiagnosis.ts";
import type { Diagnosis, Report } from "./useDiagnosis.ts";

/** Those below the likeliest: more of them would push what helps out of sight. */
const mostOthers = 3;
const mostBroken = 3;

/** What is probably wrong, how sure that is, and what speaks for and against it. */
export function DiagnosisPanel({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const { report, isAsking, problem, again } = diagnosis;
  const broken = diagnosisStore((state) => state.problems);
  const [opened, setOpened] = useState<string | null>(null);
  useKeys("Investigate", [{ keys: "d", label: "Diagnose again", run: again }]);
  return (
    <Panel
      title="Diagnosis"
      controls={
        <>
          <span className="fg3 small" role="status">
            {report ? <Told report={report} /> : isAsking ? "Asking…" : null}
          </span>
          <PinButton what="the diagnosis" take={() => report && pinnedDiagnosis(report)} bare />
          <Button size="sm" variant="ghost" icon={RotateCw} aria-label="Diagnose again" onPress={again} />
        </>
      }
    >
      {problem === null ? null : <p className={cx(styles.note, "warning")}>No diagnosis: {problem}</p>}
      {report ? <Candidates report={report} opened={opened} onOpen={setOpened} /> : null}
      {broken.length === 0 ? null : (
        <ul className={styles.note} aria-label="Problems of fault patterns">
          {broken.slice(0, mostBroken).map(({ file, line, column, message }) => (
            <li key={`${file}:${line}:${column}`} className="warning">
              patterns/{file}:{line}:{column}: {message}
            </li>
          ))}
          {broken.length > mostBroken ? (
            <li className="warning">{broken.length - mostBroken} more, told once these are mended</li>
          ) : null}
        </ul>
      )}
    </Panel>
  );
}

function Told({ report }: { readonly report: Report }) {
  const nowMs = useNow();
  const { length } = report.candidates;
  return (
    <>
      {length === 0 ? "none" : `${length} ${length === 1 ? "candidate" : "candidates"}`},{" "}
      {formatAge(nowMs - report.atMs)} ago
    </>
  );
}

function Candidates({
  report,
  opened,
  onOpen,
}: {
  readonly report: Report;
  readonly opened: string | null;
  readonly onOpen: (key: string | null) => void;
}) {
  const { candidates, lookedFor, next, problems } = report;
  const [first, ...others] = candidates;
  const [allShown, setAllShown] = useState(false);
  const listed = first?.ruledOutBy === null ? others : candidates;
  const shown = allShown ? listed : listed.slice(0, mostOthers);
  const folded = listed.length - shown.length;
  return (
    <>
      {first && first.ruledOutBy === null ? (
        <div className={styles.first}>
          <CandidateFacts candidate={first} report={report} />
        </div>
      ) : (
        <p className={styles.note}>
          None of {lookedFor} known faults has anything that speaks for it. What is not measured cannot be seen here.
        </p>
      )}
      {next === null || first === undefined ? null : (
        <p className={styles.note}>
          <span className="fg3">Check next: </span>
          {next.title} <span className="fg3">({next.why})</span>
        </p>
      )}
      <ul aria-label="Other candidates" className={styles.others}>
        {shown.map((candidate) => {
          const key = `${candidate.pattern} ${candidate.host}`;
          const isOpen = opened === key;
          return (
            <li key={key}>
              <button
                type="button"
                className={styles.other}
                aria-expanded={isOpen}
                onClick={() => onOpen(isOpen ? null : key)}
              >
                <Icon of={ChevronRight} size={12} />
                <span className="clip fg2">{nameOf(candidate)}</span>
                <CandidateBadge candidate={candidate} />
              </button>
              {isOpen ? (
                <div className={styles.opened}>
                  <CandidateFacts candidate={candidate} report={report} isTitled={false} />
                </div>
              ) : null}
            </li>
          );
        })}
      </ul>
      {folded > 0 ? (
        <p className={styles.note}>
          <Button variant="link" onPress={() => setAllShown(true)}>
            Show {folded} less likely
          </Button>
        </p>
      ) : null}
      {problems.length === 0 ? null : (
        <ul className={styles.note} aria-label="Not read">
          {problems.map((problem) => (
            <li key={problem} className="fg3">
              {problem}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
