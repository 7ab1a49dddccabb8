import { BellOff } from "lucide-react";
import { useState } from "react";
import { runbookOf } from "../../../shared/domain/alerts/alertWords.ts";
import { IncidentButton } from "../../app/incidents/IncidentButton.tsx";
import { useOpenIncident } from "../../app/incidents/useOpenIncident.tsx";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { navigate } from "../../state/navigation.ts";
import { silencesStore } from "../../state/silencesStore.ts";
import { Button } from "../../ui/Button.tsx";
import styles from "./AlertsPanel.module.css";
import { ClaimDialog } from "./ClaimDialog.tsx";
import { SilenceDialog } from "./SilenceDialog.tsx";
import { draftOf } from "./silenceDraft.ts";

/** What can be done about one alert, where it is looked into: the keys are those of Watch. */
export function AlertActions({ alert }: { readonly alert: Alert }) {
  const [asking, setAsking] = useState<"claim" | "silence" | null>(null);
  // Nobody would keep the silence, and nobody would tell of the alert.
  const canSilence = silencesStore((state) => state.servers.length > 0);
  const runbook = runbookOf(alert);
  const openRunbook = () => runbook !== null && navigate({ page: "runbook", id: runbook });
  const close = () => setAsking(null);
  const incident = useOpenIncident();
  useKeys("Alerts", [
    { keys: "c", label: "Claim", run: () => setAsking("claim") },
    { keys: "s", label: "Silence", hidden: !canSilence, run: () => canSilence && setAsking("silence") },
    { keys: "n", label: "Incident", run: () => incident.go(alert) },
    { keys: "r", label: "Runbook", hidden: runbook === null, run: openRunbook },
  ]);
  return (
    <>
      {canSilence ? (
        <Button icon={BellOff} keys="S" onPress={() => setAsking("silence")}>
          Silence
        </Button>
      ) : null}
      <IncidentButton alert={alert} />
      {runbook === null ? null : (
        <Button keys="R" onPress={openRunbook}>
          Runbook
        </Button>
      )}
      {alert.claim ? (
        <Button className={styles.claimed ?? ""} keys="C" onPress={() => setAsking("claim")}>
          <span className="clip" title={alert.claim.name}>
            Claimed by {alert.claim.name}
          </span>
        </Button>
      ) : (
        <Button variant="primary" keys="C" onPress={() => setAsking("claim")}>
          Claim
        </Button>
      )}
      {incident.dialog}
      {asking === "claim" ? <ClaimDialog alert={alert} onClose={close} /> : null}
      {asking === "silence" ? (
        <SilenceDialog draft={draftOf({ kind: "alert", id: alert.id, alert })} onClose={close} />
      ) : null}
    </>
  );
}
