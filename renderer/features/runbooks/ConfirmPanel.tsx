import { LockOpen } from "lucide-react";
import { useState } from "react";
import { errorText } from "../../../shared/base/errors.ts";
import type { Review } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { WriteModeDialog } from "../../app/frame/WriteMode.tsx";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useClient } from "../../state/client.ts";
import { navigate } from "../../state/navigation.ts";
import { useNow } from "../../state/now.ts";
import { writeModeStore } from "../../state/runbooksStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { Panel } from "../../ui/Panel.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import styles from "./runbooks.module.css";

/** The last question. What has to be typed grows with what can break; the host process checks it again. */
export function ConfirmPanel({
  review,
  accepted,
  onClusters,
  onCancel,
  onAgain,
}: {
  readonly review: DeepReadonly<Review> | null;
  readonly accepted: ReadonlySet<string>;
  readonly onClusters: boolean;
  readonly onCancel: () => void;
  readonly onAgain: () => void;
}) {
  const { call } = useClient();
  const nowMs = useNow();
  const writable = writeModeStore((state) => state.environments);
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [unlocking, setUnlocking] = useState<string | null>(null);
  const [starting, setStarting] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const isRead = review?.confirmation.kind === "none";
  const closed = (review?.environments ?? []).filter(
    ({ name }) => !writable.some((one) => one.name === name && one.untilMs !== null && one.untilMs > nowMs),
  );
  const standing =
    review?.checks.filter(
      ({ id, state, severity }) => state !== "passed" && !(severity === "warn" && accepted.has(id)),
    ) ?? [];
  const text = review?.confirmation.kind === "typed" ? review.confirmation.text : null;
  const viewer = useViewer();
  const noun = `${onClusters ? "cluster" : "host"}${review?.blast.targets === 1 ? "" : "s"}`;
  const obstacle =
    viewer !== null
      ? `${viewer} is a viewer: an operator runs it.`
      : !review
        ? "Choose a target first."
        : review.blast.problems.length > 0
          ? "The blast radius is beyond what the runbook allows."
          : standing.length > 0
            ? `${standing.length} ${standing.length === 1 ? "check stands" : "checks stand"} against it.`
            : !isRead && closed.length > 0
              ? `${closed.map(({ name }) => name).join(", ")} is read-only.`
              : text !== null && typed !== text
                ? "Enabled when the name matches."
                : !isRead && reason.trim().length < 3
                  ? "A reason is asked for."
                  : null;
  const isProduction = review?.environments.some(({ kind }) => kind === "production") ?? false;

  const run = () => {
    if (!review || obstacle !== null || starting) return;
    setStarting(true);
    setRefusal(null);
    call("runbooks.run", {
      review: review.id,
      planHash: review.planHash,
      typed,
      reason: reason.trim(),
      accepted: [...accepted],
    })
      .then(
        (started) => navigate({ page: "run", id: started.run }),
        (error: unknown) => {
          // What is reviewed next may be another plan: nothing that was typed for this one confirms it.
          setTyped("");
          setRefusal(errorText(error));
          onAgain();
        },
      )
      .finally(() => setStarting(false));
  };
  useKeys("Confirm", [{ keys: "mod+enter", label: "Run", run }]);
  return (
    <Panel
      title={isProduction ? "Confirm for production" : "Confirm"}
      className={cx(isProduction && styles.production)}
    >
      <div className={styles.inner}>
        {review && !isRead && viewer === null
          ? closed.map(({ name }) => (
              <Button key={name} icon={LockOpen} onPress={() => setUnlocking(name)}>
                Open write mode for {name}
              </Button>
            ))
          : null}
        {text === null ? null : (
          <>
            <p>
              Type <strong>{text}</strong> to run it on {review?.blast.targets} {noun}
              {onClusters ? "" : ` with ${review?.blast.gpus} GPUs`}.
            </p>
            <TextInput
              label="Name"
              hint={`${typed.length} of ${text.length}`}
              mono
              value={typed}
              onChange={setTyped}
              onSubmit={run}
            />
          </>
        )}
        {isRead ? null : (
          <TextInput label="Reason" hint="for the audit log" value={reason} onChange={setReason} onSubmit={run} />
        )}
        {refusal === null ? null : (
          <p className="critical" role="alert">
            The run was not started. {refusal}
          </p>
        )}
        <div className={styles.actions}>
          <Button size="lg" keys="Esc" onPress={onCancel}>
            Cancel
          </Button>
          <Button
            size="lg"
            variant={isProduction ? "danger" : "primary"}
            isDisabled={obstacle !== null}
            isPending={starting}
            onPress={run}
          >
            {isProduction ? "Run in production" : "Run"}
          </Button>
        </div>
        <p className="fg3 small" role="status">
          {obstacle ?? "Enter runs it."}
        </p>
      </div>
      {unlocking === null ? null : <WriteModeDialog environment={unlocking} onClose={() => setUnlocking(null)} />}
    </Panel>
  );
}
