import type { Review } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { useHosts } from "../../state/hostsStore.ts";
import { useClusters } from "../../state/useClusters.ts";
import { cx } from "../../ui/cx.ts";
import { EnvironmentTag } from "../../ui/EnvironmentTag.tsx";
import { MultiSelect } from "../../ui/MultiSelect.tsx";
import { Panel } from "../../ui/Panel.tsx";
import styles from "./runbooks.module.css";

/** Whom it is done to. Nothing is ticked to begin with; who each host or cluster is was read from it itself. */
export function TargetsPanel({
  review,
  kind,
  targets,
  onChange,
}: {
  readonly review: DeepReadonly<Review> | null;
  readonly kind: "hosts" | "kubernetes";
  readonly targets: readonly string[];
  readonly onChange: (targets: readonly string[]) => void;
}) {
  const hosts = useHosts();
  const clusters = useClusters();
  const isCluster = kind === "kubernetes";
  const choices = isCluster ? (clusters ?? []) : hosts;
  const what = isCluster ? "clusters" : "hosts";
  const environments = review?.environments ?? [];
  const isProduction = environments.some(({ kind }) => kind === "production");
  const summary =
    targets.length === 0 ? `Choose ${what}` : targets.length === 1 ? (targets[0] ?? "") : `${targets.length} ${what}`;
  return (
    <Panel
      title={isProduction ? "Target: production" : "Target"}
      className={cx(isProduction && styles.production)}
      controls={environments.map(({ name, kind }) => <EnvironmentTag key={name} kind={kind} name={name} />)}
    >
      <div className={styles.inner}>
        <MultiSelect
          label="Targets"
          summary={summary}
          options={choices.map(({ name }) => ({ id: name, label: name }))}
          selected={targets}
          onChange={onChange}
        />
      </div>
      {review?.targets.map(({ host, user, hostname, machineId, hostKey }) => (
        <dl key={host} className={styles.facts} aria-label={host}>
          <dt>{isCluster ? "Cluster" : "Host"}</dt>
          <dd className="mono">{host}</dd>
          <dt>{isCluster ? "Answers at" : "Calls itself"}</dt>
          <dd className="mono">{hostname}</dd>
          <dt>{isCluster ? "Uid" : "Machine"}</dt>
          <dd className="mono" title={machineId}>
            {machineId.slice(0, 12)}…
          </dd>
          {isCluster ? null : (
            <>
              <dt>Key</dt>
              <dd className="mono" title={hostKey ?? ""}>
                {hostKey === null ? "kept by ssh" : `${hostKey.slice(0, 20)}…`}
              </dd>
            </>
          )}
          <dt>{isCluster ? "Context" : "Signed in as"}</dt>
          <dd className="mono">{user}</dd>
        </dl>
      ))}
    </Panel>
  );
}
