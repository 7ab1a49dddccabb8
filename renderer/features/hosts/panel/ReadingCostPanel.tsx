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

/** Null: not measured. */
function shareOf(cost: Cost): number | null {
  if (cost.wallMs === null) return null;
  return isRepeated(cost) ? cost.wallMs / cost.intervalMs : 0;
}

const notMeasured = <span className="fg3">not measured</span>;

/** `2.4 % of the time`, of what was measured. */
export function costText(costs: readonly Cost[]): string {
  const share = costs.reduce((sum, cost) => sum + (shareOf(cost) ?? 0), 0);
  const without = costs.filter((cost) => shareOf(cost) === null).map(({ section }) => section);
  const text = `${formatNumber(share * 100, 1)} % of the time`;
  return without.length === 0 ? text : `${text} without ${without.join(", ")}`;
}

function shareCell(cost: Cost) {
  const share = shareOf(cost);
  if (share === null) return notMeasured;
  return isRepeated(cost) ? `${formatNumber(share * 100, 1)} %` : <span className="fg3">once</span>;
}

const columns: readonly Column<Cost>[] = [
  { id: "section", header: "Section", name: true, mono: true, cell: ({ section }) => section },
  {
    id: "wall",
    header: "Wall ms",
    width: 70,
    numeric: true,
    cell: ({ wallMs }) => (wallMs === null ? "" : formatNumber(wallMs)),
  },
  {
    id: "share",
    header: "Of interval",
    width: 96,
    numeric: true,
    cell: shareCell,
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
  const costs = useMemo(() => [...detail.costs].sort((a, b) => (shareOf(b) ?? 1) - (shareOf(a) ?? 1)), [detail.costs]);
  return (
    <Panel title="Reading cost" count={costText(costs)} className={styles.fixed ?? ""}>
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
