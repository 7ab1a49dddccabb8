import { Lock, LockOpen } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../state/client.ts";
import { useNow } from "../../state/now.ts";
import { writeModeStore } from "../../state/runbooksStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { EnvironmentTag } from "../../ui/EnvironmentTag.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Select } from "../../ui/Select.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { useKeys } from "../keyboard/useKeys.ts";
import { reportProblem } from "../report.ts";
import styles from "./WriteMode.module.css";

/** The lock of the top bar: read-only, or how long an environment may still be changed. Always there. */
export function WriteMode() {
  const environments = writeModeStore((state) => state.environments);
  const [asking, setAsking] = useState(false);
  const viewer = useViewer();
  const nowMs = useNow();
  const open = environments.filter(({ untilMs }) => untilMs !== null && untilMs > nowMs);
  useKeys("Write mode", [
    { keys: "shift+l", label: "Lock or unlock writing", listOnly: true, run: () => setAsking(true) },
  ]);
  const untilMs = Math.min(...open.map((one) => one.untilMs ?? nowMs));
  return (
    <>
      <button type="button" className={cx(styles.lock, open.length > 0 && styles.open)} onClick={() => setAsking(true)}>
        <Icon of={open.length > 0 ? LockOpen : Lock} size={12} />
        {open.length > 0 ? (
          <>
            Write <span className="mono">{countdown(untilMs - nowMs)}</span>
            <span className="visuallyHidden"> left in {open.map(({ name }) => name).join(", ")}</span>
            {viewer === null ? null : <span className={styles.word}>, {viewer}, viewer</span>}
          </>
        ) : (
          <span className={styles.word}>{viewer === null ? "Read-only" : `${viewer}, viewer`}</span>
        )}
      </button>
      {asking ? <WriteModeDialog onClose={() => setAsking(false)} /> : null}
    </>
  );
}

export function WriteModeDialog({
  environment,
  onClose,
}: {
  readonly environment?: string;
  readonly onClose: () => void;
}) {
  const environments = writeModeStore((state) => state.environments);
  const { call } = useClient();
  const viewer = useViewer();
  const nowMs = useNow();
  const [chosen, setChosen] = useState(environment ?? environments[0]?.name ?? null);
  const [reason, setReason] = useState("");
  const open = environments.filter(({ untilMs }) => untilMs !== null && untilMs > nowMs);
  const kind = environments.find(({ name }) => name === chosen)?.kind;
  const ready = viewer === null && chosen !== null && reason.trim().length >= 3;
  const unlock = () => {
    if (!ready || chosen === null) return;
    call("writeMode.open", { environment: chosen, reason: reason.trim() }).then(
      onClose,
      reportProblem(`Write mode was not opened for ${chosen}`),
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Write mode"
      aside={kind ? <EnvironmentTag kind={kind} /> : null}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) unlock();
      }}
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" isDisabled={!ready} onPress={unlock}>
            Open for 15 minutes
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p>
          Runbooks may change hosts of one environment for 15 minutes. It is written to the audit log with your reason,
          and closes by itself. A run that has begun goes on.
        </p>
        {viewer === null ? null : (
          <p role="status">
            <strong>{viewer}</strong> is signed in as a viewer: an operator opens it.
          </p>
        )}
        {open.map(({ name, untilMs, reason: why }) => (
          <p key={name} className="row">
            <span className="grow">
              <strong>{name}</strong> is open for {countdown((untilMs ?? nowMs) - nowMs)}: {why}
            </span>
            <Button
              onPress={() =>
                void call("writeMode.close", { environment: name }).catch(reportProblem(`${name} was not closed`))
              }
            >
              Close {name}
            </Button>
          </p>
        ))}
        <Select
          label="Environment"
          options={environments.map(({ name }) => ({ id: name, label: name }))}
          value={chosen}
          onChange={setChosen}
        />
        <TextInput
          label="Reason"
          hint="for the audit log"
          value={reason}
          onChange={setReason}
          onSubmit={unlock}
          autoFocus
        />
      </div>
    </Dialog>
  );
}

function countdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
