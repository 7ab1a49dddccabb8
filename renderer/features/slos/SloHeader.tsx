import { Download, Pencil, Plus, SearchCode } from "lucide-react";
import { reportProblem } from "../../app/report.ts";
import { type Call, useClient } from "../../state/client.ts";
import { servicesStore } from "../../state/servicesStore.ts";
import { openSlo, type SloState } from "../../state/slosStore.ts";
import { environmentKindOf, workspaceStore } from "../../state/workspaceStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { EnvironmentTag } from "../../ui/EnvironmentTag.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { saveFile } from "../../ui/saveFile.ts";
import screen from "../../ui/screen.module.css";
import { investigateSlo } from "./investigateSlo.ts";
import styles from "./slos.module.css";
import { hasLonger, kindWord, longDays, standingOf, windowText } from "./sloWords.ts";

/** Which SLO it is, how it stands, and what can be done with it. */
export function SloHeader({
  slo,
  beside,
  longer,
  onLonger,
  onEdit,
  onAdd,
}: {
  readonly slo: SloState;
  /** All of its service, itself included. */
  readonly beside: readonly SloState[];
  /** The budget is looked at over more days than its own. */
  readonly longer: boolean;
  readonly onLonger: (longer: boolean) => void;
  /** Null where it cannot be changed here. */
  readonly onEdit: (() => void) | null;
  readonly onAdd: (() => void) | null;
}) {
  const { call } = useClient();
  const { status, word } = standingOf(slo);
  const tone = status === "critical" || status === "warning" || status === "ok" ? status : "neutral";
  const definition = servicesStore(({ definitions }) => definitions?.find(({ name }) => name === slo.service));
  const environment = definition?.environment ?? null;
  const kind = workspaceStore(({ workspace }) => environmentKindOf(workspace, environment));
  const isAlone = (one: SloState) => beside.filter(({ indicator }) => indicator === one.indicator).length === 1;
  const label = (one: SloState) => (isAlone(one) ? kindWord(one) : one.name);
  return (
    <header className={screen.header}>
      <h1>{`${label(slo)} SLO`}</h1>
      <span className="mono fg2">{slo.service}</span>
      {environment !== null && kind ? <EnvironmentTag kind={kind} name={environment} /> : null}
      <Badge tone={tone} status={status}>
        {word}
      </Badge>
      <span className="grow clip fg3">{slo.description}</span>
      <div className={styles.actions}>
        {hasLonger(slo) ? (
          <SegmentedControl
            label="Budget over"
            segments={[
              { id: "own", label: windowText(slo) },
              { id: "longer", label: `${longDays} d` },
            ]}
            value={longer ? "longer" : "own"}
            onChange={(id) => onLonger(id === "longer")}
          />
        ) : null}
        {beside.length > 1 ? (
          <SegmentedControl
            label={`SLOs of ${slo.service}`}
            segments={beside.map((one) => ({ id: one.id, label: label(one) }))}
            value={slo.id}
            onChange={(id) => openSlo(id)}
          />
        ) : null}
        <Menu
          label="Rules for a Prometheus"
          entries={[
            {
              id: "rules",
              label: "Rules of this SLO for a Prometheus",
              onAction: () => exportRules(call, slo.id, "rules"),
            },
            {
              id: "manifest",
              label: "Rules of this SLO as a PrometheusRule manifest",
              onAction: () => exportRules(call, slo.id, "manifest"),
            },
            {
              id: "all",
              label: "Rules of all SLOs for a Prometheus",
              separated: true,
              onAction: () => exportRules(call, null, "rules"),
            },
            {
              id: "allManifest",
              label: "Rules of all SLOs as a PrometheusRule manifest",
              onAction: () => exportRules(call, null, "manifest"),
            },
          ]}
        >
          <Button icon={Download}>Export rules</Button>
        </Menu>
        {onAdd ? (
          <Button icon={Plus} onPress={onAdd}>
            New SLO
          </Button>
        ) : null}
        {onEdit ? (
          <Button icon={Pencil} keys="E" onPress={onEdit}>
            Edit SLO
          </Button>
        ) : null}
        <Button variant="primary" icon={SearchCode} keys="I" onPress={() => investigateSlo(slo)}>
          Investigate
        </Button>
      </div>
    </header>
  );
}

function exportRules(call: Call, id: string | null, format: "rules" | "manifest"): void {
  call("slos.rules", { id, format })
    .then(({ fileName, text }) => saveFile(fileName, new Blob([text], { type: "application/yaml" })))
    .catch(reportProblem("The rules were not exported"));
}
