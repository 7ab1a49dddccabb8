import type { Review } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { dryRunId } from "../../../shared/domain/runbook/dryRunId.ts";
import { Panel } from "../../ui/Panel.tsx";
import styles from "./runbooks.module.css";

/** What a cluster said would be different, a line each; none for a host. */
function differences(review: DeepReadonly<Review>, target: string, step: number): readonly string[] {
  const found = review.checks.find(({ id }) => id === dryRunId(target, step));
  return found?.state === "passed" ? found.text.split("\n") : [];
}

/** The very commands, host by host in their waves: what runs is this, or nothing. */
export function DryRunPanel({ review }: { readonly review: DeepReadonly<Review> | null }) {
  const targets = review?.targets ?? [];
  const waveOf = (host: string) => (review?.waves.findIndex((wave) => wave.includes(host)) ?? 0) + 1;
  return (
    <Panel title="Dry run" count={review ? `plan ${review.planHash.slice(0, 12)}` : undefined}>
      {review ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too.
        <div className={styles.dryRun} tabIndex={0}>
          {targets.map(({ host, actions, undoAll }) => (
            <section key={host} aria-label={`Commands on ${host}`}>
              <h3>
                {host}
                {review.waves.length > 1 ? `, wave ${waveOf(host)} of ${review.waves.length}` : ""}
              </h3>
              <ol>
                {actions.map(({ step, text, undo }) => (
                  <li key={step}>
                    <span className="fg3">{step + 1}</span>
                    <span>
                      {text}
                      {differences(review, host, step).map((line) => (
                        <span key={line} className={styles.undo}>
                          {"\n"}
                          {line}
                        </span>
                      ))}
                      {undo.map((one) => (
                        <span key={one} className={styles.undo}>
                          {"\n"}undo: {one}
                        </span>
                      ))}
                    </span>
                  </li>
                ))}
              </ol>
              {undoAll.map((one) => (
                <p key={one} className={styles.undo}>
                  undo of the whole: {one}
                </p>
              ))}
            </section>
          ))}
        </div>
      ) : (
        <p className={styles.note}>The exact commands stand here once a target is chosen.</p>
      )}
    </Panel>
  );
}
