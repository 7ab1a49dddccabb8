import type { RunbookPage } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { formatSpan } from "../../../shared/domain/format/duration.ts";
import { Badge } from "../../ui/Badge.tsx";
import styles from "./runbooks.module.css";

/** A step in its place on the page: what it does, and what becomes of it when it fails. */
export function ShownStep({
  number,
  step: { title, kind, text, isScript, changes, timeoutMs, onFailure, undo },
}: {
  readonly number: number;
  readonly step: DeepReadonly<RunbookPage>["shownSteps"][number];
}) {
  const failure = { stop: "stops the run", continue: "goes on", undo: "takes back what was done on the host" }[
    onFailure
  ];
  return (
    <section className={styles.step} aria-label={`Step ${number}: ${title}`}>
      <header className="row">
        <span className="fg3">{number}</span>
        <strong className="grow">{title}</strong>
        {isScript ? <Badge tone="info">script</Badge> : null}
        <Badge tone={changes ? "warning" : "neutral"}>{changes ? "changes" : kind}</Badge>
      </header>
      <pre className={styles.command}>
        <code>{text}</code>
      </pre>
      <p className="fg3 small">
        At most {formatSpan(timeoutMs)}; a failure {failure}.{undo.length > 0 ? ` Undo: ${undo.join("; ")}` : ""}
      </p>
    </section>
  );
}
