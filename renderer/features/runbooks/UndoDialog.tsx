import { useEffect, useState } from "react";
import type { UndoPlan } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import type { RunState } from "../../../shared/domain/runbook/runState.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import styles from "./runbooks.module.css";

/** Takes back what was begun: the very commands, and the same name as the run itself asked for. */
export function UndoDialog({
  state,
  onClose,
}: {
  readonly state: DeepReadonly<RunState>;
  readonly onClose: () => void;
}) {
  const { call } = useClient();
  const [typed, setTyped] = useState("");
  const [plan, setPlan] = useState<DeepReadonly<UndoPlan> | null>(null);
  const [first] = state.targets;
  const expected = state.targets.length > 1 ? `${state.targets.length} hosts` : (first?.host ?? "");
  const begun = plan?.targets.filter(({ actions }) => actions.length > 0).length ?? 0;
  const isReady = plan !== null && typed === expected;
  useEffect(() => {
    const abort = new AbortController();
    call("runbooks.undoPlan", { run: state.id }, abort.signal).then(setPlan, (error: unknown) =>
      abort.signal.aborted ? undefined : reportProblem("What would be undone is not known")(error),
    );
    return () => abort.abort();
  }, [call, state.id]);
  const undo = () => {
    if (!isReady) return;
    call("runbooks.undo", { run: state.id, typed }).then(onClose, reportProblem("The run was not taken back"));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Undo the run"
      width={640}
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="danger" isDisabled={!isReady} onPress={undo}>
            {plan === null ? "Undo" : `Undo on ${begun} ${begun === 1 ? "host" : "hosts"}`}
          </Button>
        </>
      }
    >
      <div className={styles.inner}>
        <p>The undo of each step that was begun runs, the last step first:</p>
        {plan === null ? <p className="fg3">Asking…</p> : <UndoCommands plan={plan} state={state} />}
        <p>
          Type <strong>{expected}</strong> to take it back.
        </p>
        <TextInput label="Name" mono value={typed} onChange={setTyped} onSubmit={undo} autoFocus />
      </div>
    </Dialog>
  );
}

/** Host by host, and what stays as it is by now. */
function UndoCommands({
  plan,
  state,
}: {
  readonly plan: DeepReadonly<UndoPlan>;
  readonly state: DeepReadonly<RunState>;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too.
    <div className={styles.dryRun} tabIndex={0}>
      {plan.targets.map(({ host, actions, kept }) => (
        <section key={host} aria-label={`Undo on ${host}`}>
          <h3>{host}</h3>
          <ol>
            {actions.map(({ step, text }) => (
              <li key={`${step} ${text}`}>
                <span className="fg3">{step === null ? "" : step + 1}</span>
                <span>{text}</span>
              </li>
            ))}
            {kept.map((step) => (
              <li key={step} className={styles.undo}>
                <span className="fg3">{step + 1}</span>
                <span>stays done: {state.steps[step]?.title}</span>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
