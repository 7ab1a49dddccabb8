import { useEffect, useRef, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useChartScreen } from "../../charts/ChartScreen.tsx";
import type { TimeScale, TimeWindow } from "../../charts/chartTypes.ts";
import { useCursorMs } from "../../charts/useCursorMs.ts";
import type { FleetEvent } from "../../state/eventsStore.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { cx } from "../../ui/cx.ts";
import { eventLooks } from "../../ui/eventLooks.ts";
import { formatClock } from "../../ui/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Tooltip } from "../../ui/Tooltip.tsx";
import styles from "./EventLane.module.css";
import { type EventGroup, eventGroups, gravestEvents } from "./eventGroups.ts";

/** Icons nearer to each other than that stand together. */
const apart = 24;
/** Less room than that is no room for words. */
const leastRoom = 64;
/** Before and after an event, for the lines that are read of it. */
const aroundMs = 30_000;
const mostTold = 8;

/** What happened, above the charts at its time: pointing or going there says what, pressing reads the lines around it. */
export function EventLane({
  events,
  onPick,
}: {
  readonly events: readonly FleetEvent[];
  readonly onPick: (window: TimeWindow) => void;
}) {
  const { group, sync } = useChartScreen();
  const zone = settingsStore(({ clock }) => clock);
  const box = useRef<HTMLUListElement>(null);
  const [scale, setScale] = useState<TimeScale | null>(null);
  const cursorMs = useCursorMs();

  useEffect(() => {
    let frame = 0;
    // After the charts have drawn what made them change; the first ones may need some frames for it.
    const measure = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => (sync.timeScale ? setScale(sync.timeScale) : measure()));
      });
    };
    const updates = group.onUpdate(measure);
    const sizes = new ResizeObserver(measure);
    if (box.current) sizes.observe(box.current);
    return () => {
      cancelAnimationFrame(frame);
      updates.dispose();
      sizes.disconnect();
    };
  }, [group, sync]);

  const left = scale && box.current ? scale.left - box.current.getBoundingClientRect().left : 0;
  const groups = scale ? eventGroups(events, scale, apart, leastRoom) : [];
  return (
    <div className={styles.lane}>
      <span className={styles.name} aria-hidden="true">
        Events
      </span>
      <span className={styles.dated} aria-hidden="true">
        {cursorMs === null ? "Newest values" : `Values at ${formatClock(cursorMs, zone)}`}
      </span>
      <ul ref={box} className={styles.events} aria-label="Events">
        {groups.map((one) => (
          <li key={one.events[0]?.id} style={{ left: `${left + one.x}px` }}>
            <Tooltip content={<Told group={one} zone={zone} />}>
              <AriaButton
                className={cx(styles.event, one.side === "left" && styles.before)}
                onHoverStart={() => sync.point(one.events[0]?.atMs ?? 0)}
                onHoverEnd={() => sync.clear()}
                onFocus={() => sync.point(one.events[0]?.atMs ?? 0)}
                onBlur={() => sync.clear()}
                onPress={() => onPick(around(one.events))}
              >
                <Icons events={one.events} />
                {one.room > leastRoom ? (
                  <span className={styles.words} style={{ maxWidth: `${one.room}px` }} aria-hidden="true">
                    {[...new Set(one.events.map(({ title }) => title))].join(", ")}
                  </span>
                ) : null}
                <span className="visuallyHidden">{toldText(one, zone)}</span>
              </AriaButton>
            </Tooltip>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The gravest first: it is what has to be seen. */
function Icons({ events }: { readonly events: readonly FleetEvent[] }) {
  const worst =
    events.find(({ severity }) => severity === "critical") ??
    events.find(({ severity }) => severity === "warning") ??
    events[0];
  if (!worst) return null;
  return (
    <span className={cx(styles.icon, worst.severity === "info" ? "fg2" : worst.severity)}>
      <Icon of={eventLooks[worst.kind].icon} size={12} />
      {events.length > 1 ? (
        <span className="small" aria-hidden="true">
          {events.length}
        </span>
      ) : null}
    </span>
  );
}

function Told({ group, zone }: { readonly group: EventGroup; readonly zone: "utc" | "local" }) {
  const more = group.events.length - mostTold;
  return (
    <span className={styles.told}>
      {gravestEvents(group.events, mostTold).map(({ id, atMs, title, text }) => (
        <span key={id}>
          <span className="mono fg2">{formatClock(atMs, zone)}</span> <b>{title}</b> {text}
        </span>
      ))}
      {more > 0 ? <span className="fg2">{more} more</span> : null}
    </span>
  );
}

function toldText({ events }: EventGroup, zone: "utc" | "local"): string {
  const told = gravestEvents(events, mostTold).map(
    ({ atMs, title, text }) => `${formatClock(atMs, zone)} ${title}: ${text}`,
  );
  const more = events.length - mostTold;
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join("; ");
}

function around(events: readonly FleetEvent[]): TimeWindow {
  const times = events.map(({ atMs }) => atMs);
  return { fromMs: Math.min(...times) - aroundMs, toMs: Math.max(...times) + aroundMs };
}
