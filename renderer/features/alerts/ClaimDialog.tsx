import { useState } from "react";
import { summaryOf, targetOf } from "../../../shared/domain/alerts/alertWords.ts";
import { reportProblem } from "../../app/report.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { useClient } from "../../state/client.ts";
import { statusStore } from "../../state/statusStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextInput } from "../../ui/TextInput.tsx";

/** Who claimed last on this screen: one person claims several alerts in a row. */
let lastName: string | null = null;

/** Says who looks after an alert, and why; the claim ends with "Release". */
export function ClaimDialog({ alert, onClose }: { readonly alert: Alert; readonly onClose: () => void }) {
  const client = useClient();
  const caller = statusStore((state) => state.info?.caller.name ?? "");
  const [name, setName] = useState(alert.claim?.name ?? lastName ?? caller);
  const [note, setNote] = useState(alert.claim?.note ?? "");

  function claim(): void {
    if (name.trim() === "") return;
    lastName = name.trim();
    client
      .call("alerts.claim", { id: alert.id, name: lastName, note })
      .catch(reportProblem("The alert was not claimed"));
    onClose();
  }

  function release(): void {
    client.call("alerts.unclaim", { id: alert.id }).catch(reportProblem("The claim was not released"));
    onClose();
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
          {alert.claim ? (
            <Button size="lg" onPress={release}>
              Release
            </Button>
          ) : null}
          <Button size="lg" variant="primary" isDisabled={name.trim() === ""} onPress={claim}>
            Claim
          </Button>
        </>
      }
    >
      <p className="fg2">
        {targetOf(alert)} {summaryOf(alert)}
      </p>
      <TextInput label="Name" value={name} onChange={setName} onSubmit={claim} autoFocus />
      <TextInput label="Note" hint="optional" value={note} onChange={setNote} onSubmit={claim} />
    </Dialog>
  );
}
