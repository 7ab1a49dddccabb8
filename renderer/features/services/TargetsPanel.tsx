import { Stethoscope } from "lucide-react";
import { useMemo, useState } from "react";
import { ExporterDoctor } from "../../app/exporterDoctor/ExporterDoctor.tsx";
import type { ServiceState } from "../../state/servicesStore.ts";
import type { ScrapeTarget } from "../../state/types.ts";
import { useStream } from "../../state/useStream.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { portText } from "../../ui/portText.ts";
import { type Status, StatusIcon } from "../../ui/StatusIcon.tsx";
import styles from "./services.module.css";

type Target = ServiceState["targets"][number];

const states: Readonly<Record<Target["state"], { readonly status: Status; readonly word: string }>> = {
  up: { status: "ok", word: "Up" },
  down: { status: "failed", word: "Down" },
  unreachable: { status: "unknown", word: "Host not connected" },
  waiting: { status: "waiting", word: "Not read yet" },
};

const placeOf = ({ instance, url }: Target) => (url === null ? instance : `${instance} ${portText({ url })}`);
const labelsOf = ({ labels }: Target) =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
const rowKey = (target: Target) => target.id ?? `${target.job} ${target.instance} ${labelsOf(target)}`;

function columnsFor(onDoctor: (target: Target) => void): readonly Column<Target>[] {
  return [
    {
      id: "target",
      header: "Target",
      name: true,
      title: (target) => [placeOf(target), labelsOf(target), states[target.state].word].filter(Boolean).join("\n"),
      cell: (target) => {
        const { status, word } = states[target.state];
        return (
          <span className={styles.name}>
            <StatusIcon status={status} label={word} />
            <span className="mono nowrap">{placeOf(target)}</span>
            <span className="fg3 clip">{labelsOf(target)}</span>
          </span>
        );
      },
    },
    {
      id: "doctor",
      header: <span className="visuallyHidden">Exporter doctor</span>,
      width: 44,
      cell: (target) =>
        target.id === null ? null : (
          <Button
            size="sm"
            variant="ghost"
            icon={Stethoscope}
            aria-label={`Exporter doctor for ${placeOf(target)}`}
            onPress={() => onDoctor(target)}
          />
        ),
    },
  ];
}

/** The targets that serve together, which of them answer, and what is wrong with what they tell. */
export function TargetsPanel({ targets }: { readonly targets: readonly Target[] }) {
  const [asked, setAsked] = useState<Target | null>(null);
  const columns = useMemo(() => columnsFor(setAsked), []);
  const down = targets.filter(({ state }) => state === "down").length;
  return (
    <Panel
      title="Targets"
      count={targets.length}
      lead={down > 0 ? <Badge tone="critical">{down} down</Badge> : undefined}
      className={styles.list ?? ""}
      scroll
    >
      <DataTable
        label="Targets of the service"
        columns={columns}
        rows={targets}
        rowKey={rowKey}
        density="compact"
        {...(targets.length === 0 ? { foot: "No target is known by the labels that select the service." } : {})}
      />
      {asked ? <Doctor target={asked} onClose={() => setAsked(null)} /> : null}
    </Panel>
  );
}

/** The dialog, once the target's own state is told. */
function Doctor({ target, onClose }: { readonly target: Target; readonly onClose: () => void }) {
  const [scraped, setScraped] = useState<ScrapeTarget | null>(null);
  useStream("scrape.watch", { host: target.host }, ({ targets }) =>
    setScraped((known) => known ?? targets.find(({ id }) => id === target.id) ?? null),
  );
  return scraped ? <ExporterDoctor target={scraped} onClose={onClose} /> : null;
}
