import { useState } from "react";
import { hostOf, summaryOf, targetOf } from "../../../shared/domain/alerts/alertWords.ts";
import {
  type IncidentDraft,
  type IncidentSeverity,
  incidentSeverities,
} from "../../../shared/domain/incident/incident.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { useClient } from "../../state/client.ts";
import { navigate } from "../../state/navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Select } from "../../ui/Select.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { reportProblem } from "../report.ts";
import styles from "./Incidents.module.css";
import { ScopeFields } from "./ScopeFields.tsx";

export const severityOptions = incidentSeverities.map((id) => ({
  id,
  label: id.charAt(0).toUpperCase() + id.slice(1),
}));

/** From an alert, or by hand: what is wrong, how bad it is, and what it is about. */
export function OpenIncidentDialog({ alert, onClose }: { readonly alert: Alert | null; readonly onClose: () => void }) {
  const { call } = useClient();
  const [draft, setDraft] = useState(() => draftOf(alert));
  const change = (next: Partial<IncidentDraft>) => setDraft((now) => ({ ...now, ...next }));
  const isReady = draft.title.trim() !== "";

  function open(): void {
    if (!isReady) return;
    call("incidents.open", { ...draft, services: [...draft.services], hosts: [...draft.hosts] }).then(
      ({ id }) => navigate({ page: "incident", id, query: "" }),
      reportProblem("The incident was not opened"),
    );
    onClose();
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title="Open an incident"
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" isDisabled={!isReady} onPress={open}>
            Open incident
          </Button>
        </>
      }
    >
      <p className="fg2">
        {alert === null
          ? "What happens to its services and hosts is written into its timeline until it is closed."
          : `It begins when ${alert.name} did. What happens to its services and hosts is written into its timeline until it is closed.`}
      </p>
      <TextInput
        label="Title"
        value={draft.title}
        onChange={(title) => change({ title: title.slice(0, 200) })}
        onSubmit={open}
        autoFocus
      />
      <div className={styles.choices}>
        <Select<IncidentSeverity>
          label="Severity"
          options={severityOptions}
          value={draft.severity}
          onChange={(severity) => change({ severity })}
        />
        <ScopeFields services={draft.services} hosts={draft.hosts} onChange={change} />
      </div>
    </Dialog>
  );
}

function draftOf(alert: Alert | null): IncidentDraft {
  if (alert === null) return { title: "", severity: "critical", services: [], hosts: [], alert: null };
  const { id, name, severity, labels } = alert;
  const host = hostOf(alert);
  const [what, where] = [summaryOf(alert) || name, targetOf(alert)];
  return {
    title: (where === "" || what.includes(where) ? what : `${where}: ${what}`).slice(0, 200),
    severity: severity === "none" ? "info" : severity,
    services: labels.service === undefined || labels.service === "" ? [] : [labels.service],
    hosts: host === null ? [] : [host],
    alert: id,
  };
}
