import { type ReactNode, useMemo, useRef, useState } from "react";
import type { FleetMetric } from "../../../shared/contract/areas/hosts.ts";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useHosts } from "../../state/hostsStore.ts";
import type { TableHandle } from "../../ui/DataTable.tsx";
import { FindingsPanel } from "./FindingsPanel.tsx";
import { FleetHeatmap, type HeatmapHandle } from "./FleetHeatmap.tsx";
import { nextMetric } from "./fleetMetrics.ts";
import { worstFirst } from "./headline.ts";
import { VerdictStrip } from "./VerdictStrip.tsx";
import styles from "./WatchPage.module.css";

/** What is wrong in one line, what fires, the findings behind it, the services, every GPU, and beside them what happened. */
export function WatchPage({
  alerts,
  services,
  timeline,
}: {
  readonly alerts: ReactNode;
  readonly services: ReactNode;
  readonly timeline: ReactNode;
}) {
  const hosts = useHosts();
  const findings = useMemo(() => worstFirst(hosts.flatMap((host) => host.findings)), [hosts]);
  const [metric, setMetric] = useState<FleetMetric>("utilization");
  const table = useRef<TableHandle>(null);
  const heatmap = useRef<HeatmapHandle>(null);

  useKeys("watch", [
    { keys: "j", label: "Next finding", hidden: true, run: () => table.current?.move(1) },
    { keys: "k", label: "Previous finding", hidden: true, run: () => table.current?.move(-1) },
    { keys: "h", label: "Heatmap", run: () => heatmap.current?.focus() },
    { keys: "m", label: "Next metric", run: () => setMetric(nextMetric) },
  ]);

  return (
    <div className={styles.page}>
      <div className={styles.main}>
        <VerdictStrip hosts={hosts} findings={findings} />
        {alerts}
        <FindingsPanel findings={findings} ref={table} />
        {services}
        <FleetHeatmap ref={heatmap} hosts={hosts} metric={metric} onMetric={setMetric} />
      </div>
      <div className={styles.side}>{timeline}</div>
    </div>
  );
}
