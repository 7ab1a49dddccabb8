import { Plus, Stethoscope } from "lucide-react";
import { useMemo, useState } from "react";
import { ExporterDoctor } from "../../../../app/exporterDoctor/ExporterDoctor.tsx";
import { reportProblem } from "../../../../app/report.ts";
import { useClient } from "../../../../state/client.ts";
import type { ScrapeProposal, ScrapeTarget } from "../../../../state/types.ts";
import { Badge } from "../../../../ui/Badge.tsx";
import { Button } from "../../../../ui/Button.tsx";
import { type Column, DataTable } from "../../../../ui/DataTable.tsx";
import { formatNumber } from "../../../../ui/format.ts";
import { Panel } from "../../../../ui/Panel.tsx";
import { portText } from "../../../../ui/portText.ts";
import { StatusIcon } from "../../../../ui/StatusIcon.tsx";
import { None } from "../../../../ui/Value.tsx";
import panelStyles from "../HostPanel.module.css";
import { AddTargetDialog } from "./AddTargetDialog.tsx";
import { Proposals } from "./Proposals.tsx";
import styles from "./Scrape.module.css";
import { healthStatus, labelsText, targetTitle, troublesOf } from "./scrapeWords.ts";
import { useScrape } from "./useScrape.ts";

function columnsFor(onDoctor: (id: string) => void): readonly Column<ScrapeTarget>[] {
  return [
    {
      id: "target",
      header: "Target",
      name: true,
      title: targetTitle,
      cell: (target) => (
        <span className={styles.target}>
          <StatusIcon {...statusOf(target)} />
          <span className="mono">{target.job}</span>
          <span className="mono fg3">{portText(target)}</span>
          <span className="fg3 clip">{labelsText(target)}</span>
        </span>
      ),
    },
    {
      id: "samples",
      header: "Samples",
      width: 72,
      numeric: true,
      cell: ({ samples, health }) => (samples === null || health.kind !== "up" ? <None /> : formatNumber(samples)),
    },
    {
      id: "took",
      header: "Took ms",
      width: 68,
      numeric: true,
      cell: ({ lastDurationMs, health }) =>
        lastDurationMs === null || health.kind === "hostDown" ? <None /> : formatNumber(lastDurationMs),
    },
    {
      id: "doctor",
      header: <span className="visuallyHidden">Exporter doctor</span>,
      width: 44,
      cell: ({ id, job, url }) => (
        <Button
          size="sm"
          variant="ghost"
          icon={Stethoscope}
          aria-label={`Exporter doctor for ${job} ${portText({ url })}`}
          onPress={() => onDoctor(id)}
        />
      ),
    },
  ];
}

function statusOf({ health }: ScrapeTarget) {
  const { status, word } = healthStatus[health.kind];
  return { status, label: word };
}

const rowKey = ({ id }: ScrapeTarget) => id;
const collator = new Intl.Collator("en", { numeric: true });

/** Applications of the host whose metrics are read, what is wrong with them, and what else could be read. */
export function ScrapePanel({ host, nowMs }: { readonly host: string; readonly nowMs: number }) {
  const { call } = useClient();
  const { targets, proposals, problem } = useScrape(host);
  const [asked, setAsked] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const columns = useMemo(() => columnsFor(setAsked), []);
  const rows = useMemo(
    () => [...(targets ?? [])].sort((a, b) => collator.compare(a.job, b.job) || collator.compare(a.url, b.url)),
    [targets],
  );
  const down = rows.filter(({ health }) => health.kind === "down").length;
  const add = ({ job, port, path }: Pick<ScrapeProposal, "job" | "port" | "path">) => {
    call("scrape.add", { host, job, port, path }).catch(reportProblem(`Port ${port} of ${host} was not added`));
  };
  const target = rows.find(({ id }) => id === asked);
  const empty = targets === null ? "Not told yet." : "No application of this host is read.";
  return (
    <Panel
      title="Metrics targets"
      count={rows.length}
      lead={down > 0 ? <Badge tone="critical">{down} down</Badge> : undefined}
      controls={
        <Button size="sm" variant="ghost" icon={Plus} onPress={() => setAdding(true)}>
          Add target
        </Button>
      }
      className={panelStyles.fixed ?? ""}
    >
      <DataTable
        label="Metrics targets"
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        density="compact"
        {...(rows.length === 0 ? { foot: empty } : {})}
      />
      <Troubles targets={rows} nowMs={nowMs} />
      <Proposals proposals={proposals ?? []} targets={rows} problem={problem} onAdd={add} />
      <AddTargetDialog open={adding} host={host} onClose={() => setAdding(false)} onAdd={add} />
      {target ? <ExporterDoctor target={target} onClose={() => setAsked(null)} /> : null}
    </Panel>
  );
}

function Troubles({ targets, nowMs }: { readonly targets: readonly ScrapeTarget[]; readonly nowMs: number }) {
  const troubles = troublesOf(targets, nowMs);
  if (troubles.length === 0) return null;
  return (
    <ul className={styles.lines} aria-label="What is wrong with the targets">
      {troubles.map(({ key, status, name, text }) => (
        <li key={key}>
          <StatusIcon status={status} />
          <span className={styles.text}>
            <span className="mono fg0">{name}</span> <span className="fg2">{text}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
