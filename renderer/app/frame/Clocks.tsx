import { useClient } from "../../state/client.ts";
import { useNow } from "../../state/now.ts";
import { changeSettings, settingsStore } from "../../state/settingsStore.ts";
import { formatClock, localZoneName } from "../../ui/format.ts";
import { reportProblem } from "../report.ts";
import styles from "./Frame.module.css";

/** UTC and local, each with its zone; the bright one is what charts and lists use. A click swaps them. */
export function Clocks() {
  const nowMs = useNow();
  const zone = settingsStore((state) => state.clock);
  const { call } = useClient();
  const other = zone === "utc" ? "local" : "utc";
  const line = (which: "utc" | "local") =>
    `${formatClock(nowMs, which)} ${which === "utc" ? "UTC" : localZoneName(nowMs)}`;
  const isSame = formatClock(nowMs, "utc") === formatClock(nowMs, "local");
  const [brightTime, brightZone] = split(line(zone));
  return (
    <button
      type="button"
      className={`${styles.clocks} mono`}
      onClick={() => changeSettings(call, { clock: other }).catch(reportProblem("The clock setting was not saved"))}
    >
      <span>
        <b>{brightTime}</b> {brightZone}
      </span>
      <span>{isSame ? `local is ${localZoneName(nowMs)}` : line(other)}</span>
      <span className="visuallyHidden">. Show times in {other === "utc" ? "UTC" : "local time"}</span>
    </button>
  );
}

function split(text: string): readonly [string, string] {
  const at = text.indexOf(" ");
  return [text.slice(0, at), text.slice(at + 1)];
}
