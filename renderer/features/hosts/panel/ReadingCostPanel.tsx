import { useMemo } from "react";
import { formatBytes } from "../../../../shared/domain/format/numbers.ts";
import type { HostDetail } from "../../../state/types.ts";
import { type Column, DataTable } from "../../../ui/DataTable.tsx";
import { formatNumber } from "../../../ui/format.ts";
import { Panel } from "../../../ui/Panel.tsx";
import { StatusIcon } from "../../../ui/StatusIcon.tsx";
import styles from "./HostPanel.module.css";

type Cost = HostDetail["costs"][number];

/** What is read once on connecting has no interval. */
function isRepeated({ intervalMs }: Cost): boolean {
  return intervalMs > 0;
}

function shareOf(cost: Cost): number {
  return isRepeated(cost) ? cost.wallMs / cost.intervalMs : 0;
}

const columns: readonly Column<Cost>[] = [
  { id: "section", header: "Section", name: true, mono: true, cell: ({ section }) => section },
  { id: "wall", header: "Wall ms", width: 70, numeric: true, cell: ({ wallMs }) => formatNumber(wallMs) },
  {
    id: "share",
    header: "Of interval",
    width: 84,
    numeric: true,
    cell: (cost) =>
      isRepeated(cost) ? `${formatNumber(shareOf(cost) * 100, 1)} %` : <span className="fg3">once</span>,
  },
  { id: "bytes", header: "Bytes", width: 80, numeric: true, cell: ({ bytes }) => formatBytes(bytes) },
];

const rowKey = ({ section }: Cost) => section;

const modes: Readonly<Record<HostDetail["gpuMode"]["kind"], string>> = {
  oneShot: "nvidia-smi runs once a sample",
  loop: "one nvidia-smi loops",
  none: "nvidia-smi is not run",
};

/** What watching costs the host, and what could not be read there. */
export function ReadingCostPanel({ detail }: { readonly detail: HostDetail }) {
  const costs = useMemo(() => [...detail.costs].sort((a, b) => shareOf(b) - shareOf(a)), [detail.costs]);
  const share = costs.reduce((sum, cost) => sum + shareOf(cost), 0);
  return (
    <Panel title="Reading cost" count={`${formatNumber(share * 100, 1)} % of the time`} className={styles.fixed ?? ""}>
      {detail.unreadable.length > 0 ? (
        <ul className={styles.events} aria-label="Not readable">
          {detail.unreadable.map(({ section, text, advice }) => (
            <li key={section}>
              <div className={styles.eventHead}>
                <StatusIcon status="info" />
                <span className="fg0">{section}</span>
                <span className="mono fg2 clip" title={text}>
                  {text}
                </span>
              </div>
              <p className="fg2">{advice}</p>
            </li>
          ))}
        </ul>
      ) : null}
      <p className={styles.note}>
        {modes[detail.gpuMode.kind]}
        {detail.gpuMode.why ? `: ${detail.gpuMode.why}` : ""}
      </p>
      <DataTable label="Reading cost" columns={columns} rows={costs} rowKey={rowKey} density="compact" />
    </Panel>
  );
}
