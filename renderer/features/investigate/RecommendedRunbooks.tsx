import { useMemo } from "react";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { navigate } from "../../state/navigation.ts";
import { runbooksStore } from "../../state/runbooksStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Panel } from "../../ui/Panel.tsx";
import styles from "./Diagnosis.module.css";
import type { Report } from "./useDiagnosis.ts";

const mostShown = 3;
/** What is less likely than that is no reason to act. */
const leastConfidence = 0.2;
const keys = ["1", "2", "3"] as const;

/** What helps against the likeliest causes, the likeliest first. Nothing is run from here: each opens its review. */
export function RecommendedRunbooks({ report }: { readonly report: Report | null }) {
  const list = runbooksStore((state) => state.list);
  const recommended = useMemo(() => {
    const open = (report?.candidates ?? []).filter(({ confidence }) => confidence >= leastConfidence);
    const asked = open.flatMap(({ runbooks, host }) => runbooks.map((id) => ({ id, host })));
    const first = asked.filter(({ id }, index) => asked.findIndex((one) => one.id === id) === index);
    return first
      .flatMap(({ id, host }) => {
        const runbook = list?.runbooks.find((one) => one.id === id);
        return runbook ? [{ runbook, host }] : [];
      })
      .slice(0, mostShown);
  }, [report, list]);
  const review = (index: number) => {
    const one = recommended[index];
    if (!one) return;
    const query = one.host === null ? "" : new URLSearchParams({ host: one.host }).toString();
    navigate({ page: "review", id: one.runbook.id, query });
  };
  useKeys("Investigate", [
    ...keys.map((key, index) => ({
      keys: key,
      label: "Review runbook",
      hidden: index > 0 || recommended.length === 0,
      run: () => review(index),
    })),
  ]);
  if (recommended.length === 0) return null;
  return (
    <Panel title="Recommended runbooks" controls={<span className="fg3 small">Preflight runs first</span>}>
      <ul>
        {recommended.map(({ runbook, host }, index) => (
          <li key={runbook.id} className={styles.runbook}>
            <div className={styles.title}>
              <span className="clip fg0 medium">{runbook.title}</span>
              <Button
                size="sm"
                variant={index === 0 ? "primary" : "default"}
                keys={keys[index] ?? "1"}
                onPress={() => review(index)}
              >
                Review<span className="visuallyHidden"> {runbook.title}</span>
              </Button>
            </div>
            <div className={styles.title}>
              <span className="clip fg2 small">
                {runbook.summary ?? ""}
                {host === null ? "" : ` On ${host}.`}
              </span>
              <span className="fg3 small nowrap">{runsOf(runbook.runs)}</span>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function runsOf(count: number): string {
  return count === 0 ? "never run here" : `${count} ${count === 1 ? "run" : "runs"}`;
}
