import { ListChecks, Play } from "lucide-react";
import { useEffect, useState } from "react";
import type { RunSummary } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useClient } from "../../state/client.ts";
import { navigate } from "../../state/navigation.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { Markdown } from "../../ui/Markdown.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { PromqlText } from "../../ui/PromqlText.tsx";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import styles from "./runbooks.module.css";
import { runColumns } from "./runColumns.tsx";
import { ShownStep } from "./ShownStep.tsx";
import { useRunbook } from "./useRunbook.ts";
import { numbered, riskTone } from "./words.ts";

const idOf = ({ id }: { readonly id: string }) => id;

/** A runbook to read: its text, its steps in their places, and its last runs. */
export function RunbookPage({ id }: { readonly id: string }) {
  const { page, error } = useRunbook(id);
  const runs = useRuns(id);
  const canRun = page !== null && page.targets !== null && page.problems.length === 0;
  const review = () => navigate({ page: "review", id, query: "" });
  useKeys("Runbook", [{ keys: "r", label: "Review", run: () => (canRun ? review() : undefined) }], { enabled: canRun });
  if (!page && error) {
    return (
      <EmptyState
        icon={ListChecks}
        title="There is no such runbook"
        action={<Button onPress={() => navigate({ page: "runbooks" })}>All runbooks</Button>}
      >
        {error.message}
      </EmptyState>
    );
  }
  if (!page) return <LoadingSkeleton label="Loading the runbook" />;
  const facts = [
    page.builtin ? "built in" : page.file,
    `rev ${page.revision.slice(0, 7)}`,
    ...(page.owner === null ? [] : [page.owner]),
  ];
  return (
    <div className={styles.page}>
      <header className={styles.title}>
        <span className="mono fg3">{page.id}</span>
        <h1>{page.title}</h1>
        {page.risk ? <Badge tone={riskTone[page.risk]}>{page.risk}</Badge> : null}
        <span className="fg3 grow">{facts.join(", ")}</span>
        {canRun ? (
          <Button variant="primary" icon={Play} keys="R" onPress={review}>
            Review and run
          </Button>
        ) : null}
      </header>
      <div className={styles.reading}>
        <Panel title="Runbook" scroll reading bodyClassName={styles.sheet ?? ""}>
          {page.problems.map(({ file, line, column, message }) => (
            <p key={`${line} ${column} ${message}`} className={styles.problem} role="alert">
              <code>
                {file}:{line}:{column}
              </code>{" "}
              {message}. It cannot run until this is corrected.
            </p>
          ))}
          {numbered(page.segments).map(({ number, item: segment }) => {
            if (segment.kind === "markdown") return <Markdown key={number} text={segment.text} />;
            const step = page.shownSteps[segment.index];
            return step ? <ShownStep key={number} number={segment.index + 1} step={step} /> : null;
          })}
        </Panel>
        <div className={styles.side}>
          <Panel title="Conditions">
            <dl className={styles.conditions}>
              {page.preflight.map(({ title, query }) => (
                <Condition key={`p ${title}`} kind="Before" title={title} query={query} />
              ))}
              {page.guards.map(({ title, query }) => (
                <Condition key={`g ${title}`} kind="All the while" title={title} query={query} />
              ))}
              {page.verify === null ? null : <Condition kind="Afterwards" title="Verified by" query={page.verify} />}
              {page.verify === null && page.preflight.length === 0 ? <p className="fg3">It has none.</p> : null}
            </dl>
          </Panel>
          <Panel title="Last runs" count={runs.length} scroll>
            {runs.length === 0 ? (
              <p className={styles.note}>It never ran in this console.</p>
            ) : (
              <DataTable
                label="Last runs"
                columns={shortColumns}
                rows={runs}
                rowKey={idOf}
                onSelect={() => {}}
                onOpen={(run) => navigate({ page: "run", id: run })}
              />
            )}
          </Panel>
        </div>
      </div>
    </div>
  );
}

const shortColumns = runColumns.filter(({ id }) => id === "started" || id === "targets" || id === "result");

function Condition({ kind, title, query }: { readonly kind: string; readonly title: string; readonly query: string }) {
  return (
    <div>
      <dt>
        <span className="fg3">{kind}:</span> {title}
      </dt>
      <dd>
        <code>
          <PromqlText>{query}</PromqlText>
        </code>
      </dd>
    </div>
  );
}

/** Of one runbook, newest first. */
export function useRuns(runbook: string): readonly DeepReadonly<RunSummary>[] {
  const { call } = useClient();
  const [runs, setRuns] = useState<readonly DeepReadonly<RunSummary>[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    call("runbooks.runs", { runbook, limit: 20 }, abort.signal).then(
      (answer) => setRuns(answer.runs),
      () => {},
    );
    return () => abort.abort();
  }, [call, runbook]);
  return runs;
}
