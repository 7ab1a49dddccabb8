import { Clock, Pause, Unplug } from "lucide-react";
import { useState } from "react";
import { useLinkState } from "../../state/client.ts";
import { useHosts } from "../../state/hostsStore.ts";
import { hostNowMs } from "../../state/now.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { setTimeRange, timeRangeStore, timeRanges, toggleLive, zoomBy } from "../../state/timeRange.ts";
import { Button } from "../../ui/Button.tsx";
import { formatClock } from "../../ui/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Select } from "../../ui/Select.tsx";
import { Tooltip } from "../../ui/Tooltip.tsx";
import { useKeys } from "../keyboard/useKeys.ts";
import styles from "./Frame.module.css";

/** The range of every chart on the screen, and whether they move. */
export function TimeControls() {
  const { range, live: following, zoom } = timeRangeStore();
  const zone = settingsStore(({ clock }) => clock);
  const offline = useLinkState().kind !== "open";
  const live = following && zoom === null && !offline;
  const [open, setOpen] = useState(false);
  const interval = shortestInterval(useHosts().map((host) => host.intervalMs));
  useKeys("Time", [
    { keys: "t", label: "Time range", run: () => setOpen(true), listOnly: true },
    { keys: "space", label: live ? "Pause" : "Resume", run: () => toggleLive(hostNowMs()), listOnly: true },
    { keys: "=", label: "Zoom in", run: () => zoomBy(0.5, hostNowMs()), listOnly: true },
    { keys: "-", label: "Zoom out", run: () => zoomBy(2, hostNowMs()), listOnly: true },
  ]);
  return (
    <div className={styles.time}>
      <Select
        label="Time range"
        options={timeRanges}
        value={zoom ? null : range}
        placeholder={zoom ? `${formatClock(zoom.fromMs, zone)} to ${formatClock(zoom.toMs, zone)}` : ""}
        onChange={setTimeRange}
        open={open}
        onOpenChange={setOpen}
        lead={<Icon of={Clock} size={12} />}
      />
      <Tooltip
        content={live ? "Freeze the charts. Samples are still collected." : "Follow the newest samples"}
        keys="Space"
      >
        <Button
          isDisabled={offline}
          className={live ? (styles.live ?? "") : (styles.paused ?? "")}
          onPress={() => toggleLive(hostNowMs())}
        >
          {live ? <span className={styles.liveDot} /> : <Icon of={offline ? Unplug : Pause} size={12} />}
          {offline ? "Offline" : live ? `Live${interval}` : zoom ? "Zoomed" : "Paused"}
        </Button>
      </Tooltip>
    </div>
  );
}

/** ` 2 s`, or nothing before the first host is known. */
function shortestInterval(intervalsMs: readonly number[]): string {
  return intervalsMs.length === 0 ? "" : ` ${Math.min(...intervalsMs) / 1000} s`;
}
