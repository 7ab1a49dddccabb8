import { useMemo } from "react";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useHosts } from "../../state/hostsStore.ts";
import { navigate } from "../../state/navigation.ts";
import { runbooksStore } from "../../state/runbooksStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import styles from "./Diagnosis.module.css";
import { recommendedRunbooks } from "./recommended.ts";
import type { Report } from "./useDiagnosis.ts";

const mostShown = 3;
const mostNamed = 3;
const nothing = { candidates: [], hosts: [] };
const keys = ["1", "2", "3"] as const;

/** What helps against the likeliest causes, the likeliest first. Nothing is run from here: each opens its review. */
export function RecommendedRunbooks({ report }: { readonly report: Report | null }) {
  const list = runbooksStore((state) => state.list);
  const hosts = useHosts();
  const { able, waiting, needed } = useMemo(() => {
    const away = hosts.flatMap(({ name, connection }) => (connection.kind === "connected" ? [] : [name]));
    return recommendedRunbooks(report ?? nothing, list?.runbooks ?? [], new Set(away));
  }, [report, list, hosts]);
  const recommended = able.slice(0, mostShown);
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
  if (recommended.length === 0 && waiting === 0) return null;
  return (
    <Panel
      title="Recommended runbooks"
      controls={recommended.length === 0 ? null : <span className="fg3 small">Preflight runs first</span>}
    >
      {recommended.length === 0 ? null : (
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
      )}
      {waiting === 0 ? null : (
        <p className={styles.note}>
          <StatusText status="waiting" plain>
            {waitingText(waiting, needed)}
          </StatusText>
        </p>
      )}
    </Panel>
  );
}

function waitingText(count: number, needed: readonly string[]): string {
  const hosts = needed.length > mostNamed ? `${needed.length} hosts` : needed.join(", ");
  return `${count} ${count === 1 ? "runbook needs" : "runbooks need"} ${hosts} first: there is no connection.`;
}

function runsOf(count: number): string {
  return count === 0 ? "never run here" : `${count} ${count === 1 ? "run" : "runs"}`;
}
