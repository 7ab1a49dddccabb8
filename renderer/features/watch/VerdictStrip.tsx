import { type ReactNode, useMemo } from "react";
import { type Alert, alertsStore } from "../../state/alertsStore.ts";
import { formatRoute } from "../../state/navigation.ts";
import { useNow } from "../../state/now.ts";
import { selectHost } from "../../state/selection.ts";
import type { Finding, HostSummary } from "../../state/types.ts";
import { cx } from "../../ui/cx.ts";
import { formatAge, formatNumber } from "../../ui/format.ts";
import { headline } from "./headline.ts";
import styles from "./VerdictStrip.module.css";

interface VerdictStripProps {
  readonly hosts: readonly HostSummary[];
  readonly findings: readonly Finding[];
}

/** The first line of Watch: what is wrong in one sentence, then the fleet in figures. */
export function VerdictStrip({ hosts, findings }: VerdictStripProps) {
  const alerts = alertsStore((state) => state.alerts);
  const { severity, title, detail, worst, alert } = useMemo(
    () => headline(hosts, findings, [...alerts.values()]),
    [hosts, findings, alerts],
  );
  const sinceMs = worst?.sinceMs ?? alert?.sinceMs;
  const nowMs = useNow();
  const critical = findings.filter((finding) => finding.severity === "critical").length;
  const warning = findings.filter((finding) => finding.severity === "warning").length;
  const read = hosts.filter(isRead);
  const reporting = sum(read, (host) => host.gpusReporting);
  const expected = sum(hosts, (host) => host.gpusExpected);
  const utilization = weightedMean(read);
  const power = sum(read, (host) => host.gpuPowerWatts ?? 0);
  const memoryUsed = sum(read, (host) => host.gpuMemoryUsedBytes ?? 0);
  const memoryTotal = sum(read, (host) => host.gpuMemoryTotalBytes ?? 0);
  return (
    <section className={styles.strip} aria-label="State of the fleet">
      <div className={cx(styles.verdict, styles[severity])}>
        <h1 className="clip" title={title}>
          {title}
          {sinceMs === undefined ? null : <span className="fg2">, {formatAge(nowMs - sinceMs)}</span>}
        </h1>
        <p className="clip fg2" title={detail}>
          {detail}{" "}
          {worst ? (
            <a
              className={styles.link}
              href={formatRoute({ page: "host", host: worst.host })}
              onClick={() => selectHost(worst.host, worst.gpuIndex)}
            >
              Open {worst.host}
            </a>
          ) : null}
        </p>
      </div>
      <Figure label="Firing">
        <Counts critical={firing(alerts, "critical")} warning={firing(alerts, "warning")} />
      </Figure>
      <Figure label="Findings">
        <Counts critical={critical} warning={warning} />
      </Figure>
      <Figure label="GPUs reporting">
        <b>{formatNumber(reporting)}</b>
        <i>/{formatNumber(expected)}</i>
      </Figure>
      <Figure label="Fleet util">
        {utilization === null ? <i>none</i> : <Quantity value={formatNumber(utilization * 100, 1)} unit="%" />}
      </Figure>
      <Figure label="GPU memory">
        {memoryTotal === 0 ? (
          <i>none</i>
        ) : (
          <Quantity value={formatNumber((memoryUsed / memoryTotal) * 100, 1)} unit="%" />
        )}
      </Figure>
      <Figure label="Fleet power">
        {power === 0 ? <i>none</i> : <Quantity value={formatNumber(power / 1000, 1)} unit="kW" />}
      </Figure>
    </section>
  );
}

/** Its values are of now: a host that went away keeps its last ones, which count no more. */
function isRead({ connection, stale, lastSampleAtMs }: HostSummary): boolean {
  return connection.kind === "connected" && !stale && lastSampleAtMs !== null;
}

function Counts({ critical, warning }: { readonly critical: number; readonly warning: number }) {
  return (
    <>
      <b className={critical > 0 ? "critical" : undefined}>{critical}</b>
      <i> crit </i>
      <b className={warning > 0 ? "warning" : undefined}>{warning}</b>
      <i> warn</i>
    </>
  );
}

function firing(alerts: ReadonlyMap<string, Alert>, severity: Alert["severity"]): number {
  let count = 0;
  for (const alert of alerts.values()) if (alert.state === "firing" && alert.severity === severity) count += 1;
  return count;
}

function Figure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles.figure}>
      <span className={styles.label}>{label}</span>
      <span className={styles.value}>{children}</span>
    </div>
  );
}

function Quantity({ value, unit }: { readonly value: string; readonly unit: string }) {
  return (
    <>
      <b>{value}</b>
      <i> {unit}</i>
    </>
  );
}

function sum(hosts: readonly HostSummary[], value: (host: HostSummary) => number): number {
  return hosts.reduce((total, host) => total + value(host), 0);
}

/** Utilisation over GPUs, not over hosts: a host with eight counts eight times. */
function weightedMean(hosts: readonly HostSummary[]): number | null {
  const known = hosts.filter((host) => host.gpuUtilizationRatio !== null);
  const gpus = sum(known, (host) => host.gpusReporting);
  return gpus === 0 ? null : sum(known, (host) => (host.gpuUtilizationRatio ?? 0) * host.gpusReporting) / gpus;
}
