import type { DeepReadonly } from "../../../shared/contract/define.ts";
import type { RunState } from "../../../shared/domain/runbook/runState.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Panel } from "../../ui/Panel.tsx";
import styles from "./runbooks.module.css";

/** A question that the run waits for. A no stops it. */
export function AskPanel({
  run,
  ask,
}: {
  readonly run: string;
  readonly ask: NonNullable<DeepReadonly<RunState>["ask"]>;
}) {
  const { call } = useClient();
  const answer = (yes: boolean) =>
    void call("runbooks.answer", { run, ask: ask.id, yes }).catch(reportProblem("The answer was not taken"));
  return (
    <Panel title="The run asks" count={ask.hosts.join(", ")}>
      <div className={styles.inner}>
        <p>
          <strong>{ask.text}</strong>
        </p>
        <div className={styles.actions}>
          <Button size="lg" variant="dangerOutline" onPress={() => answer(false)}>
            No, stop the run
          </Button>
          <Button size="lg" variant="primary" onPress={() => answer(true)}>
            Yes, go on
          </Button>
        </div>
      </div>
    </Panel>
  );
}
