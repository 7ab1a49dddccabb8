import { PanelRightOpen } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import type { FleetMetric } from "../../../shared/contract/areas/hosts.ts";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useHosts } from "../../state/hostsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Drawer } from "../../ui/Dialog.tsx";
import { useLayoutWidth } from "../../ui/useMediaQuery.ts";
import { FleetHeatmap, type HeatmapHandle } from "./FleetHeatmap.tsx";
import { nextMetric } from "./fleetMetrics.ts";
import { VerdictStrip } from "./VerdictStrip.tsx";
import styles from "./WatchPage.module.css";

/** What is wrong in one line, what fires, the services, every GPU of the fleet, and beside them what happened. */
export function WatchPage({
  alerts,
  recovery,
  services,
  timeline,
}: {
  readonly alerts: ReactNode;
  readonly recovery: ReactNode;
  readonly services: ReactNode;
  readonly timeline: ReactNode;
}) {
  const hosts = useHosts();
  const [metric, setMetric] = useState<FleetMetric>("utilization");
  const [timelineOpen, setTimelineOpen] = useState(false);
  const narrow = useLayoutWidth() === "narrow";
  const heatmap = useRef<HeatmapHandle>(null);

  useKeys("watch", [
    { keys: "h", label: "Heatmap", run: () => heatmap.current?.focus() },
    { keys: "m", label: "Next metric", listOnly: true, run: () => setMetric(nextMetric) },
  ]);

  return (
    <div className={styles.page}>
      <div className={styles.main}>
        <VerdictStrip
          hosts={hosts}
          action={
            narrow ? (
              <Button icon={PanelRightOpen} onPress={() => setTimelineOpen(true)}>
                Timeline
              </Button>
            ) : null
          }
        />
        {alerts}
        {recovery}
        {services}
        <FleetHeatmap ref={heatmap} hosts={hosts} metric={metric} onMetric={setMetric} />
      </div>
      {narrow ? (
        <Drawer open={timelineOpen} onClose={() => setTimelineOpen(false)} label="What happened">
          {timeline}
        </Drawer>
      ) : (
        <div className={styles.side}>{timeline}</div>
      )}
    </div>
  );
}
