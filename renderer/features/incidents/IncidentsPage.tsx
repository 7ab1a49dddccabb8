import { Siren } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { OpenIncidentDialog } from "../../app/incidents/OpenIncidentDialog.tsx";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { reportProblem } from "../../app/report.ts";
import { useAnnounceMatches } from "../../app/useAnnounceMatches.ts";
import { useClient } from "../../state/client.ts";
import { type Incident, incidentsStore } from "../../state/incidentsStore.ts";
import { navigate } from "../../state/navigation.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";
import { DataTable, type TableHandle } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SearchInput } from "../../ui/SearchInput.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { showAll } from "../../ui/showAll.ts";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import styles from "./Incidents.module.css";
import { incidentColumns } from "./incidentColumns.tsx";

const mostFound = 200;
const keyOf = ({ id }: Incident) => String(id);
const openIncident = (key: string) => navigate({ page: "incident", id: Number(key), query: "" });

/** What went wrong, now and before; searched by everything that was written down of it. */
export function IncidentsPage() {
  const { incidents, total, problem } = incidentsStore();
  const [text, setText] = useState("");
  const [selected, setSelected] = useState<string | null>(null);
  const [opening, setOpening] = useState(false);
  const table = useRef<TableHandle>(null);
  const viewer = useViewer();
  const found = useFound(text, incidents);
  useAnnounceMatches(text, found?.length ?? 0, total, "incidents");
  useKeys("Incidents", [
    { keys: "j", label: "Move", caps: ["J", "K"], run: () => table.current?.move(1) },
    { keys: "k", label: "Previous incident", hidden: true, run: () => table.current?.move(-1) },
    { keys: "n", label: "Open an incident", hidden: viewer !== null, run: () => viewer === null && setOpening(true) },
  ]);
  return (
    <div className={styles.list}>
      <Panel
        title="Incidents"
        count={incidents === null ? undefined : total}
        scroll
        controls={
          <>
            <SearchInput
              label="Search incidents"
              placeholder="Search titles, notes, alerts, log lines"
              size="sm"
              width={280}
              value={text}
              onChange={setText}
            />
            {viewer === null ? (
              <Button variant="primary" size="sm" icon={Siren} keys="N" onPress={() => setOpening(true)}>
                Open incident
              </Button>
            ) : null}
          </>
        }
      >
        {problem === null ? null : (
          <p className={styles.problem}>
            <StatusText status="warning">{problem}</StatusText>
          </p>
        )}
        {found === null ? (
          <LoadingSkeleton label="Loading incidents" />
        ) : found.length > 0 ? (
          <DataTable
            ref={table}
            label="Incidents"
            columns={incidentColumns}
            rows={found}
            rowKey={keyOf}
            selected={selected}
            onSelect={setSelected}
            onOpen={openIncident}
          />
        ) : text === "" ? (
          <EmptyState icon={Siren} title="No incident was opened yet">
            Open one from an alert with N: its timeline is written while it happens, and the post-mortem falls out of
            it.
          </EmptyState>
        ) : (
          <EmptyState
            icon={Siren}
            title="No incident has these words"
            action={<Button onPress={() => showAll(() => setText(""), table)}>Show all incidents</Button>}
          >
            Titles, services, hosts, notes, alerts, runs and pinned log lines were searched.
          </EmptyState>
        )}
      </Panel>
      {opening ? <OpenIncidentDialog alert={null} onClose={() => setOpening(false)} /> : null}
    </div>
  );
}

/** All that are known while nothing is asked; null before the first answer. */
function useFound(text: string, known: readonly Incident[] | null): readonly Incident[] | null {
  const { call } = useClient();
  const [found, setFound] = useState<{ readonly text: string; readonly incidents: readonly Incident[] } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has changed may be found by other words
  useEffect(() => {
    if (text.trim() === "") return undefined;
    const abort = new AbortController();
    call("incidents.find", { text: text.slice(0, 500), limit: mostFound }, abort.signal).then(
      ({ incidents }) => setFound({ text, incidents }),
      (error: unknown) => (abort.signal.aborted ? undefined : reportProblem("Incidents were not searched")(error)),
    );
    return () => abort.abort();
  }, [call, text, known]);
  if (text.trim() === "") return known;
  // What was found by the word before stays until the next answer.
  return found?.incidents ?? known;
}
