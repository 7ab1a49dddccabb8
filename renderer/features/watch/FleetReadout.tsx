import { fleetCell } from "../../../shared/contract/fleetCell.ts";
import type { HostSummary } from "../../state/types.ts";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import styles from "./FleetReadout.module.css";
import type { FleetMetricView } from "./fleetMetrics.ts";

interface FleetReadoutProps {
  readonly host: HostSummary;
  readonly slot: number;
  readonly cell: number;
  readonly value: number;
  readonly metric: FleetMetricView;
  /** Where the cell stands in the heatmap's box. */
  readonly at: { readonly x: number; readonly y: number };
}

function isSilent(cell: number): boolean {
  return cell === fleetCell.unreachable || cell === fleetCell.unread;
}

/** The cell under the pointer in figures. The cell itself carries the same as its accessible name. */
export function FleetReadout({ host, slot, cell, value, metric, at }: FleetReadoutProps) {
  const finding = host.findings.find(({ gpuIndex }) => gpuIndex === slot) ?? host.findings[0];
  const side = at.x > window.innerWidth / 2 ? { right: `calc(100% - ${at.x}px + 12px)` } : { left: `${at.x + 24}px` };
  return (
    <div className={styles.readout} style={{ ...side, top: `${Math.max(0, at.y - 24)}px` }} aria-hidden="true">
      <div className={styles.line}>
        <b className="mono fg0">{host.name}</b>
        <span className="fg2">{host.gpuModel ?? "no GPU read"}</span>
        <span className="fg3">GPU {slot}</span>
      </div>
      {finding ? (
        <div className={styles.line}>
          <StatusIcon status={finding.severity} />
          <span className={finding.severity}>{finding.title}</span>
        </div>
      ) : null}
      <div className={styles.figures}>
        <span>
          {metric.label} <b>{Number.isNaN(value) ? (isSilent(cell) ? "not read" : "none") : metric.format(value)}</b>
        </span>
        {host.gpuTemperatureMaxCelsius === null ? null : (
          <span>
            Host max <b>{Math.round(host.gpuTemperatureMaxCelsius)} °C</b>
          </span>
        )}
        {host.gpuPowerWatts === null ? null : (
          <span>
            Host <b>{(host.gpuPowerWatts / 1000).toFixed(2)} kW</b>
          </span>
        )}
      </div>
    </div>
  );
}
