import { useState } from "react";
import type { IncidentChange } from "../../../shared/domain/incident/change.ts";
import { type IncidentSeverity, incidentName } from "../../../shared/domain/incident/incident.ts";
import { severityOptions } from "../../app/incidents/OpenIncidentDialog.tsx";
import { ScopeFields } from "../../app/incidents/ScopeFields.tsx";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import type { Incident } from "../../state/incidentsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Select } from "../../ui/Select.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import styles from "./Incidents.module.css";
import { parseTime, timeText } from "./words.ts";

const times = [
  ["startedMs", "Began"],
  ["detectedMs", "Detected"],
  ["mitigatedMs", "Mitigated"],
  ["resolvedMs", "Resolved"],
] as const;
type Times = Readonly<Record<(typeof times)[number][0], string>>;

/** Title, severity, scope and times; what they said before is kept. */
export function EditIncidentDialog({
  incident,
  onClose,
}: {
  readonly incident: Incident;
  readonly onClose: () => void;
}) {
  const { call } = useClient();
  const [title, setTitle] = useState(incident.title);
  const [severity, setSeverity] = useState<IncidentSeverity>(incident.severity);
  const [scope, setScope] = useState({ services: [...incident.services], hosts: [...incident.hosts] });
  const [texts, setTexts] = useState<Times>(() => ({
    startedMs: timeText(incident.startedMs),
    detectedMs: timeText(incident.detectedMs),
    mitigatedMs: timeText(incident.mitigatedMs),
    resolvedMs: timeText(incident.resolvedMs),
  }));
  const wrong = times.filter(([name]) => isWrong(name, texts[name])).map(([name]) => name);
  const isReady = title.trim() !== "" && wrong.length === 0;

  function save(): void {
    if (!isReady) return;
    const change: IncidentChange = { title, severity, ...scope, ...changedTimes(incident, texts) };
    call("incidents.change", { id: incident.id, change }).then(onClose, reportProblem("The incident was not changed"));
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Edit ${incidentName(incident)}`}
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" isDisabled={!isReady} onPress={save}>
            Save changes
          </Button>
        </>
      }
    >
      <TextInput
        label="Title"
        value={title}
        onChange={(text) => setTitle(text.slice(0, 200))}
        onSubmit={save}
        autoFocus
      />
      <div className={styles.choices}>
        <Select<IncidentSeverity> label="Severity" options={severityOptions} value={severity} onChange={setSeverity} />
        <ScopeFields {...scope} onChange={(change) => setScope((now) => ({ ...now, ...change }))} />
      </div>
      <div className={styles.times}>
        {times.map(([name, label]) => (
          <TextInput
            key={name}
            label={label}
            hint="UTC"
            mono
            value={texts[name]}
            onChange={(text) => setTexts((now) => ({ ...now, [name]: text }))}
            onSubmit={save}
            placeholder="not yet"
            {...(wrong.includes(name) ? { error: "Write 2026-11-19 02:03:10" } : {})}
          />
        ))}
      </div>
    </Dialog>
  );
}

function isWrong(name: keyof Times, text: string): boolean {
  const atMs = parseTime(text);
  return atMs === undefined || (atMs === null && (name === "startedMs" || name === "detectedMs"));
}

/** Those that say another second; a time that nobody touched keeps its milliseconds. */
function changedTimes(incident: Incident, texts: Times): IncidentChange {
  return Object.fromEntries(
    times.flatMap(([name]) =>
      timeText(incident[name]) === texts[name].trim() ? [] : [[name, parseTime(texts[name])]],
    ),
  );
}
