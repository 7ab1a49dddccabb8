import { useState } from "react";
import { summaryOf, targetOf } from "../../../shared/domain/alerts/alertWords.ts";
import { textLimits } from "../../../shared/domain/textLimits.ts";
import { useAttempt } from "../../app/useAttempt.tsx";
import { type Alert, alertsStore } from "../../state/alertsStore.ts";
import { useClient } from "../../state/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { ownName, rememberOwnName } from "./ownName.ts";

/** Says who looks after an alert, and why; the claim ends with "Release". */
export function ClaimDialog({ alert, onClose }: { readonly alert: Alert; readonly onClose: () => void }) {
  const { call } = useClient();
  const current = alertsStore(({ alerts }) => alerts.get(alert.id) ?? alert).claim;
  const [before] = useState(current);
  const [name, setName] = useState(() => (alert.claim?.name ?? ownName()).slice(0, textLimits.claimName));
  const [note, setNote] = useState(alert.claim?.note ?? "");
  const claiming = useAttempt("The alert was not claimed");

  function claim(): void {
    const taken = name.trim();
    if (taken === "") return;
    claiming.run(
      () => call("alerts.claim", { id: alert.id, name: taken, note }),
      () => {
        rememberOwnName(taken);
        onClose();
      },
    );
  }

  function release(): void {
    claiming.run(() => call("alerts.unclaim", { id: alert.id }), onClose, "The claim was not released");
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Claim ${alert.name}`}
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          {current ? (
            <Button size="lg" isPending={claiming.pending} onPress={release}>
              Release
            </Button>
          ) : null}
          <Button
            size="lg"
            variant="primary"
            isDisabled={name.trim() === ""}
            isPending={claiming.pending}
            onPress={claim}
          >
            Claim
          </Button>
        </>
      }
    >
      <p className="fg2">
        {targetOf(alert)} {summaryOf(alert)}
      </p>
      <TextInput
        label="Name"
        value={name}
        onChange={setName}
        onSubmit={claim}
        maxLength={textLimits.claimName}
        autoFocus
      />
      <TextInput
        label="Note"
        hint="optional"
        value={note}
        onChange={setNote}
        onSubmit={claim}
        maxLength={textLimits.claimNote}
      />
      {current !== null && current.atMs !== before?.atMs && !claiming.pending ? (
        <p className="warning" role="status">
          {current.name} claimed it meanwhile: to claim it takes it over.
        </p>
      ) : null}
      {claiming.problem}
    </Dialog>
  );
}
