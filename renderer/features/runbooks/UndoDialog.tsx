import { useState } from "react";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import type { RunState } from "../../../shared/domain/runbook/runState.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import styles from "./runbooks.module.css";

/** Takes back what was begun; it asks for the same name as the run itself. */
export function UndoDialog({
  state,
  onClose,
}: {
  readonly state: DeepReadonly<RunState>;
  readonly onClose: () => void;
}) {
  const { call } = useClient();
  const [typed, setTyped] = useState("");
  const [first] = state.targets;
  const expected = state.targets.length > 1 ? `${state.targets.length} hosts` : (first?.host ?? "");
  const begun = state.targets.filter(({ changed, state: stands }) => changed.length > 0 && stands !== "undone");
  const undo = () => {
    if (typed !== expected) return;
    call("runbooks.undo", { run: state.id, typed }).then(onClose, reportProblem("The run was not taken back"));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Undo the run"
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="danger" isDisabled={typed !== expected} onPress={undo}>
            Undo on {begun.length} {begun.length === 1 ? "host" : "hosts"}
          </Button>
        </>
      }
    >
      <div className={styles.inner}>
        <p>
          The undo of each step that was begun runs on {begun.map(({ host }) => host).join(", ")}, the last step first.
        </p>
        <p>
          Type <strong>{expected}</strong> to take it back.
        </p>
        <TextInput label="Name" mono value={typed} onChange={setTyped} onSubmit={undo} autoFocus />
      </div>
    </Dialog>
  );
}
