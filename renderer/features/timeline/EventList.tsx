import { type KeyboardEvent, type Ref, useContext, useImperativeHandle, useMemo, useRef, useState } from "react";
import { alertsStore } from "../../state/alertsStore.ts";
import type { FleetEvent } from "../../state/eventsStore.ts";
import { formatRoute } from "../../state/navigation.ts";
import { hostNowMs, useNow } from "../../state/now.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { cx } from "../../ui/cx.ts";
import { eventLooks } from "../../ui/eventLooks.ts";
import { formatClock, formatDay } from "../../ui/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { SingleKeys } from "../../ui/singleKeys.ts";
import { rowAfterKey } from "../../ui/useRovingRows.ts";
import { daysOf } from "./days.ts";
import { type EventLine, eventLines } from "./eventLines.ts";
import { eventLink } from "./eventLink.ts";
import styles from "./Timeline.module.css";

/** For what shows more of it. */
export interface EventListHandle {
  /** The line that is next older than this event's, else the oldest. */
  focusOlderThan(id: number): void;
}

/** One tab stop: arrows, J, K, Home and End go through the lines, Enter follows the one in focus. */
export function EventList({
  events,
  untilNow,
  ref,
}: {
  readonly events: readonly FleetEvent[];
  /** They go on until now: said above the newest. */
  readonly untilNow: boolean;
  readonly ref?: Ref<EventListHandle>;
}) {
  const zone = settingsStore(({ clock }) => clock);
  const alerts = alertsStore((state) => state.alerts);
  const singleKeys = useContext(SingleKeys);
  const elements = useRef(new Map<number, HTMLElement>());
  const [current, setCurrent] = useState<number | null>(null);
  const lines = useMemo(() => eventLines(events), [events]);
  const stop = lines.some(({ id }) => id === current) ? current : (lines[0]?.id ?? null);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = lines.findIndex(({ id }) => id === stop);
    const next = rowAfterKey(event.key, index, lines.length, singleKeys);
    const id = next === null ? undefined : lines[next]?.id;
    if (id === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    focus(id);
  }

  function focus(id: number): void {
    setCurrent(id);
    elements.current.get(id)?.focus();
  }

  useImperativeHandle(ref, () => ({
    focusOlderThan(id) {
      const index = lines.findIndex((line) => line.id === id);
      const older = (index < 0 ? undefined : lines[index + 1]) ?? lines.at(-1);
      if (older) focus(older.id);
    },
  }));

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys go from one link to the next
    <div className={styles.list} onKeyDown={onKeyDown}>
      {untilNow ? <NowLine zone={zone} /> : null}
      {daysOf(lines, zone).map(({ day, lines: ofDay }) => (
        <section key={day} aria-label={day}>
          {day === formatDay(hostNowMs(), zone) ? null : <h3 className={styles.day}>{day}</h3>}
          <ol>
            {ofDay.map((line) => {
              const { id, event } = line;
              const alert = event.alert === null ? null : (alerts.get(event.alert) ?? null);
              const route = eventLink(event, alert, hostNowMs());
              return (
                <EventItem
                  key={id}
                  line={line}
                  href={route && formatRoute(route)}
                  zone={zone}
                  isStop={id === stop}
                  onFocus={() => setCurrent(id)}
                  register={(element) => {
                    if (element) elements.current.set(id, element);
                    else elements.current.delete(id);
                  }}
                />
              );
            })}
          </ol>
        </section>
      ))}
    </div>
  );
}

function NowLine({ zone }: { readonly zone: "utc" | "local" }) {
  const nowMs = useNow();
  return (
    <p className={styles.now} aria-hidden="true">
      <span className="mono">{formatClock(nowMs, zone).slice(0, 5)}</span>
      <span className={styles.rule} />
      Now
    </p>
  );
}

function EventItem({
  line,
  href,
  zone,
  isStop,
  onFocus,
  register,
}: {
  readonly line: EventLine;
  readonly href: string | null;
  readonly zone: "utc" | "local";
  readonly isStop: boolean;
  readonly onFocus: () => void;
  readonly register: (element: HTMLElement | null) => void;
}) {
  const { title, text, atMs } = line;
  const { kind, severity, origin } = line.event;
  const Item = href === null ? "div" : "a";
  return (
    <li>
      <Item
        ref={register}
        className={cx(styles.event, href !== null && styles.link)}
        tabIndex={isStop ? 0 : -1}
        onFocus={onFocus}
        title={text}
        {...(href === null ? {} : { href })}
      >
        <time className="mono fg3" dateTime={new Date(atMs).toISOString()}>
          {formatClock(atMs, zone).slice(0, 5)}
        </time>
        <span className={cx(styles.mark, severity === "info" ? (styles[kind] ?? "fg2") : severity)}>
          <Icon of={eventLooks[kind].icon} size={12} />
          {severity === "info" ? null : <span className="visuallyHidden">{severity}: </span>}
        </span>
        <span className={styles.words}>
          <span className={styles.head}>
            <span className="medium fg0 clip">{title}</span>
            <span className={cx("small fg3 clip", styles.origin)} title={origin}>
              {origin}
            </span>
          </span>
          <span className="small fg2 clip">{text}</span>
        </span>
      </Item>
    </li>
  );
}
