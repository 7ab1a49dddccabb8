import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { IncidentEntry } from "../../../shared/domain/incident/entry.ts";
import type { Repeats } from "../../../shared/domain/incident/repeats.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { eventLooks } from "../../ui/eventLooks.ts";
import { formatClock } from "../../ui/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import styles from "./Incidents.module.css";

const mostPlaces = 3;

/** An alert that fired again and again: one line, and each firing when asked for. */
export function RepeatsItem({
  repeats: { name, fired, severity, places, fromMs, toMs, entries },
  entryItem,
}: {
  readonly repeats: Repeats;
  readonly entryItem: (entry: IncidentEntry) => ReactNode;
}) {
  const zone = settingsStore(({ clock }) => clock);
  const [isOpen, setOpen] = useState(false);
  return (
    <li className={styles.repeats}>
      <div className={styles.entry}>
        <time className="mono fg3" dateTime={new Date(toMs).toISOString()}>
          {formatClock(toMs, zone)}
        </time>
        <span className={cx(styles.mark, severity === "info" ? "fg2" : severity)}>
          <Icon of={eventLooks.alert.icon} size={12} />
          {severity === "info" ? null : <span className="visuallyHidden">{severity}: </span>}
        </span>
        <p className={styles.words}>
          <span>
            <span className="medium fg0">
              {name} fired {fired} times
            </span>{" "}
            <span className="fg2">
              since {formatClock(fromMs, zone)}
              {places.length === 0 ? "" : `, ${placesText(places)}`}
            </span>
          </span>
        </p>
        <div className={styles.aside}>
          <Button
            size="sm"
            variant="ghost"
            icon={isOpen ? ChevronDown : ChevronRight}
            aria-expanded={isOpen}
            onPress={() => setOpen(!isOpen)}
          >
            Each<span className="visuallyHidden"> firing of {name}</span>
          </Button>
        </div>
      </div>
      {isOpen ? (
        <ol className={styles.repeated} aria-label={`Firings of ${name}`}>
          {entries.map(entryItem)}
        </ol>
      ) : null}
    </li>
  );
}

function placesText(places: readonly string[]): string {
  const more = places.length - mostPlaces;
  return `${places.slice(0, mostPlaces).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
