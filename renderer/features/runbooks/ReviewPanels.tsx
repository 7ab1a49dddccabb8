import type { Review, RunbookPage } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { formatSpan } from "../../../shared/domain/format/duration.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { PromqlText } from "../../ui/PromqlText.tsx";
import styles from "./runbooks.module.css";
import { failureTexts, numbered } from "./words.ts";

type Shown = DeepReadonly<Review> | null;

/** How much is touched, and what is left meanwhile; of a cluster its dry run tells that, object by object. */
export function BlastPanel({ review, onClusters }: { readonly review: Shown; readonly onClusters: boolean }) {
  return (
    <Panel title="Blast radius">
      {review ? (
        <>
          <dl className={styles.facts}>
            <dt>{onClusters ? "Clusters" : "Hosts"}</dt>
            <dd>{review.blast.targets}</dd>
            {onClusters ? null : (
              <>
                <dt>GPUs touched</dt>
                <dd>{review.blast.gpus}</dd>
              </>
            )}
            {(onClusters ? [] : review.blast.groups).map(({ group, targets, hosts, healthy, healthyLeft }) => (
              <GroupRows
                key={group}
                group={group}
                share={`${targets} of ${hosts}`}
                left={`${healthyLeft} of ${healthy} healthy`}
              />
            ))}
            <dt>Waves</dt>
            <dd>{review.waves.map((wave) => wave.length).join(", ")}</dd>
            <dt>At most</dt>
            <dd>{formatSpan(review.longestMs)}</dd>
            <dt>Reversible</dt>
            <dd>{review.undoable ? "Yes, by its undo" : "No"}</dd>
          </dl>
          {review.blast.problems.map((problem) => (
            <p key={problem} className={styles.problem}>
              {problem}
            </p>
          ))}
        </>
      ) : (
        <p className={styles.note}>Nothing is chosen yet.</p>
      )}
    </Panel>
  );
}

function GroupRows({ group, share, left }: { readonly group: string; readonly share: string; readonly left: string }) {
  return (
    <>
      <dt>Of {group}</dt>
      <dd>{share}</dd>
      <dt>Left meanwhile</dt>
      <dd>{left}</dd>
    </>
  );
}

export function StepsPanel({
  steps,
  verify,
}: {
  readonly steps: DeepReadonly<RunbookPage>["shownSteps"];
  readonly verify: string | null;
}) {
  return (
    <Panel title="Steps" count={steps.length}>
      <ol className={styles.rows}>
        {numbered(steps).map(({ number, item: { title, kind, changes, timeoutMs } }) => (
          <li key={number}>
            <span className="fg3">{number}</span>
            <div>
              <strong>{title}</strong>
              <div className="fg3 small">
                {kind}, at most {formatSpan(timeoutMs)}
              </div>
            </div>
            {changes ? <Badge tone="warning">changes</Badge> : null}
          </li>
        ))}
        {verify === null ? null : (
          <li>
            <span className="fg3">{steps.length + 1}</span>
            <div>
              <strong>Verify</strong>
              <code>
                <PromqlText>{verify}</PromqlText>
              </code>
            </div>
          </li>
        )}
      </ol>
    </Panel>
  );
}

/** Titles of the steps that change something which nothing takes back: what was restarted stays restarted. */
function stepsWithoutWayBack({ steps, targets }: DeepReadonly<Review>): readonly string[] {
  if (targets.some(({ undoAll }) => undoAll.length > 0)) return [];
  const isTakenBack = (step: number) => targets.some(({ actions }) => (actions[step]?.undo.length ?? 0) > 0);
  return steps.filter(({ changes }, step) => changes && !isTakenBack(step)).map(({ title }) => title);
}

export function IfItFailsPanel({ review }: { readonly review: Shown }) {
  if (!review) return null;
  const oneWay = stepsWithoutWayBack(review);
  const guards = review.guards.map(
    ({ title, text, forMs }) => `${title}: ${text} broken for ${formatSpan(forMs)} stops it at once.`,
  );
  return (
    <Panel title="If it fails">
      <div className={styles.inner}>
        <p>
          {failureTexts(review.steps).join(" ")}{" "}
          {review.undoable ? "What was done can then be taken back." : "Nothing of it is taken back by itself."}
        </p>
        {oneWay.length === 0 ? null : <p>There is no way back from: {oneWay.join(", ")}.</p>}
        {[...new Set(guards)].map((guard) => (
          <p key={guard}>{guard}</p>
        ))}
        {review.verify ? (
          <p>
            Without a value, or not for {formatSpan(review.verify.windowMs)} within{" "}
            {formatSpan(review.verify.timeoutMs)}, it is not verified.
          </p>
        ) : null}
      </div>
    </Panel>
  );
}
