import type { ReactNode } from "react";
import type { SignalId } from "../../../shared/domain/services/model.ts";
import { type Alert, firingCounts } from "../../state/alertsStore.ts";
import type { ServiceState } from "../../state/servicesStore.ts";
import type { HostSummary } from "../../state/types.ts";
import { formatNumber } from "../../ui/format.ts";
import styles from "./VerdictStrip.module.css";

/** The fleet in a few figures. What cannot be read now is left out of sums; figures that no service tells are not there. */
export function FleetTotals({
  hosts,
  alerts,
  services,
}: {
  readonly hosts: readonly HostSummary[];
  readonly alerts: ReadonlyMap<string, Alert>;
  readonly services: readonly ServiceState[];
}) {
  const read = hosts.filter(isRead);
  const utilization = weightedMean(read);
  const expected = sum(hosts, (host) => host.gpusExpected);
  const power = sum(read, (host) => host.gpuPowerWatts ?? 0);
  const tokens = total(services, "generationTokens");
  const queue = total(services, "waiting");
  return (
    <>
      <Figure label="Firing">
        <Counts {...firingCounts(alerts)} />
      </Figure>
      <Figure label="GPUs reporting">
        {expected === 0 ? (
          <i>none</i>
        ) : (
          <>
            <b>{formatNumber(sum(read, (host) => host.gpusReporting))}</b>
            <i>/{formatNumber(expected)}</i>
          </>
        )}
      </Figure>
      <Figure label="Fleet util">
        {utilization === null ? <i>none</i> : <Quantity value={formatNumber(utilization * 100, 1)} unit="%" />}
      </Figure>
      <Figure label="Fleet power">
        {power === 0 ? <i>none</i> : <Quantity value={formatNumber(power / 1000, 1)} unit="kW" />}
      </Figure>
      {tokens === null ? null : (
        <Figure label="Tokens out">
          {tokens < 10_000 ? (
            <Quantity value={formatNumber(tokens)} unit="/s" />
          ) : (
            <Quantity value={formatNumber(tokens / 1000, 1)} unit="k/s" />
          )}
        </Figure>
      )}
      {queue === null ? null : (
        <Figure label="Queue">
          <Quantity value={formatNumber(queue)} unit="req" />
        </Figure>
      )}
    </>
  );
}

/** Its values are of now: a host that went away keeps its last ones, which count no more. */
function isRead({ connection, stale, lastSampleAtMs }: HostSummary): boolean {
  return connection.kind === "connected" && !stale && lastSampleAtMs !== null;
}

/** Over the services that tell it now; null where none does. */
function total(services: readonly ServiceState[], signal: SignalId): number | null {
  const told = services.flatMap(({ health, signals }) => {
    const value = health.kind === "ok" || health.kind === "degraded" ? signals[signal] : undefined;
    return value === undefined ? [] : [value];
  });
  return told.length === 0 ? null : Math.round(told.reduce((all, value) => all + value, 0));
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
  return hosts.reduce((all, host) => all + value(host), 0);
}

/** Utilisation over GPUs, not over hosts: a host with eight counts eight times. */
function weightedMean(hosts: readonly HostSummary[]): number | null {
  const known = hosts.filter((host) => host.gpuUtilizationRatio !== null);
  const gpus = sum(known, (host) => host.gpusReporting);
  return gpus === 0 ? null : sum(known, (host) => (host.gpuUtilizationRatio ?? 0) * host.gpusReporting) / gpus;
}
