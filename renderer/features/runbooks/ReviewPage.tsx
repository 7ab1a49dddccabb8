import { ArrowLeft, RotateCw } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { errorText } from "../../../shared/base/errors.ts";
import type { Review } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useClient } from "../../state/client.ts";
import { navigate } from "../../state/navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { parseReviewQuery } from "./address.ts";
import { ChecksPanel } from "./ChecksPanel.tsx";
import { ConfirmPanel } from "./ConfirmPanel.tsx";
import { DryRunPanel } from "./DryRunPanel.tsx";
import { ParametersPanel } from "./ParametersPanel.tsx";
import { BlastPanel, IfItFailsPanel, StepsPanel } from "./ReviewPanels.tsx";
import { useRuns } from "./RunbookPage.tsx";
import styles from "./runbooks.module.css";
import { runColumns } from "./runColumns.tsx";
import { Stages } from "./Stages.tsx";
import { TargetsPanel } from "./TargetsPanel.tsx";
import { useRunbook } from "./useRunbook.ts";

/** With its values, where it is one condition: several differ in their hosts alone. */
function verifyText(review: DeepReadonly<Review> | null): string | null {
  const texts = review?.verify?.texts ?? [];
  return texts.length === 1 ? (texts[0] ?? null) : null;
}

const idOf = ({ id }: { readonly id: string }) => id;

/** What would be done, to whom, and what stands against it. Nothing is changed here. */
export function ReviewPage({ id, query }: { readonly id: string; readonly query: string }) {
  const { page } = useRunbook(id);
  const { call } = useClient();
  const runs = useRuns(id);
  const start = useMemo(() => parseReviewQuery(query), [query]);
  const [targets, setTargets] = useState<readonly string[]>(start.targets);
  const [values, setValues] = useState<Readonly<Record<string, string>> | null>(null);
  const [defaults, setDefaults] = useState<Readonly<Record<string, string>>>({});
  const [review, setReview] = useState<DeepReadonly<Review> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState(0);
  const [accepted, setAccepted] = useState<ReadonlySet<string>>(new Set());

  useEffect(() => {
    const abort = new AbortController();
    call("runbooks.defaults", { runbook: id }, abort.signal).then(
      (answer) => {
        setDefaults(answer.values);
        setValues({ ...answer.values, ...start.parameters });
      },
      (error: unknown) => (abort.signal.aborted ? undefined : setProblem(errorText(error))),
    );
    return () => abort.abort();
  }, [call, id, start]);

  const again = useCallback(() => setAsking((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asking` asks again
  useEffect(() => {
    setReview(null);
    setAccepted(new Set());
    if (values === null || targets.length === 0) return undefined;
    const abort = new AbortController();
    // While a value is typed nothing is asked.
    const timer = setTimeout(() => {
      call("runbooks.review", { runbook: id, targets: [...targets], parameters: values }, abort.signal).then(
        (answer) => {
          setReview(answer);
          setProblem(null);
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setProblem(errorText(error));
        },
      );
    }, 300);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [call, id, targets, values, asking]);

  const back = () => navigate({ page: "runbook", id });
  useKeys("Review", [
    { keys: "p", label: "Preflight again", run: again },
    { keys: "escape", label: "Cancel", run: back },
  ]);
  if (!page || values === null)
    return problem === null ? <LoadingSkeleton label="Loading the review" /> : <p className={styles.note}>{problem}</p>;
  return (
    <div className={styles.page}>
      <header className={styles.title}>
        <Button variant="ghost" icon={ArrowLeft} aria-label="Back to the runbook" onPress={back} />
        <h1>{page.title}</h1>
        <span className="fg3 grow">
          rev {page.revision.slice(0, 7)}, {page.runs} {page.runs === 1 ? "run" : "runs"}
        </span>
        <Stages now="Review" />
      </header>
      <div className={styles.three}>
        <div className={styles.column}>
          <TargetsPanel review={review} kind={page.targets ?? "hosts"} targets={targets} onChange={setTargets} />
          <ParametersPanel
            parameters={page.parameters}
            values={values}
            onChange={setValues}
            onReset={() => setValues(defaults)}
          />
          <BlastPanel review={review} onClusters={page.targets === "kubernetes"} />
        </div>
        <div className={styles.column}>
          {problem === null ? null : (
            <p className={styles.problem} role="alert">
              {problem}
            </p>
          )}
          <ChecksPanel
            review={review}
            waiting={targets.length > 0 && problem === null}
            accepted={accepted}
            onAccept={setAccepted}
            onAgain={again}
            controls={
              <Button size="sm" icon={RotateCw} onPress={again}>
                Run again
              </Button>
            }
          />
          <DryRunPanel review={review} />
          <Panel title="Last runs" count={runs.length}>
            {runs.length === 0 ? (
              <p className={styles.note}>It never ran in this console.</p>
            ) : (
              <DataTable
                label="Last runs"
                columns={runColumns.filter((column) => column.id !== "title")}
                rows={runs}
                rowKey={idOf}
                onSelect={() => {}}
                onOpen={(run) => navigate({ page: "run", id: run })}
              />
            )}
          </Panel>
        </div>
        <div className={styles.column}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too. */}
          <section aria-label="What it does" className={styles.above} tabIndex={0}>
            <StepsPanel steps={page.shownSteps} verify={verifyText(review) ?? page.verify} />
            <IfItFailsPanel review={review} />
          </section>
          <ConfirmPanel
            review={review}
            accepted={accepted}
            onClusters={page.targets === "kubernetes"}
            onCancel={back}
            onAgain={again}
          />
        </div>
      </div>
    </div>
  );
}
