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

interface Asking {
  readonly what: "claim" | "silence";
  readonly alert: Alert;
}

/** What can be done about one alert, where it is looked into. An alert that ends takes no dialog with it that somebody writes in. */
export function AlertActions({ alert }: { readonly alert: Alert | null }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const incident = useOpenIncident();
  const close = () => setAsking(null);
  return (
    <>
      {alert ? <Buttons alert={alert} onAsk={(what) => setAsking({ what, alert })} onIncident={incident.go} /> : null}
      {incident.dialog}
      {asking?.what === "claim" ? <ClaimDialog alert={alert ?? asking.alert} onClose={close} /> : null}
      {asking?.what === "silence" ? (
        <SilenceDialog draft={draftOf({ kind: "alert", id: asking.alert.id, alert: asking.alert })} onClose={close} />
      ) : null}
    </>
  );
}

/** The keys are those of Watch. */
function Buttons({
  alert,
  onAsk,
  onIncident,
}: {
  readonly alert: Alert;
  readonly onAsk: (what: Asking["what"]) => void;
  readonly onIncident: (alert: Alert) => void;
}) {
  // Nobody would keep the silence, and nobody would tell of the alert.
  const canSilence = silencesStore((state) => state.servers.length > 0);
  const runbook = runbookOf(alert);
  const openRunbook = () => runbook !== null && navigate({ page: "runbook", id: runbook });
  useKeys("Alerts", [
    { keys: "c", label: "Claim", run: () => onAsk("claim") },
    { keys: "s", label: "Silence", hidden: !canSilence, run: () => canSilence && onAsk("silence") },
    { keys: "n", label: "Incident", run: () => onIncident(alert) },
    { keys: "r", label: "Runbook", hidden: runbook === null, run: openRunbook },
  ]);
  return (
    <>
      {canSilence ? (
        <Button icon={BellOff} keys="S" onPress={() => onAsk("silence")}>
          Silence
        </Button>
      ) : null}
      <IncidentButton alert={alert} onGo={onIncident} />
      {runbook === null ? null : (
        <Button keys="R" onPress={openRunbook}>
          Runbook
        </Button>
      )}
      {alert.claim ? (
        <Button className={styles.claimed ?? ""} keys="C" onPress={() => onAsk("claim")}>
          <span className="clip" title={alert.claim.name}>
            Claimed by {alert.claim.name}
          </span>
        </Button>
      ) : (
        <Button variant="primary" keys="C" onPress={() => onAsk("claim")}>
          Claim
        </Button>
      )}
    </>
  );
}
