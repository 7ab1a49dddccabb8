/** What clocks of a zone show at an instant. */
export interface WallClock {
  /** The shown date and time as if they were UTC, in Unix ms: differences are differences of what clocks show. */
  readonly wallMs: number;
  /** Of the day. */
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    ...({ year: "numeric", month: "numeric", day: "numeric" } as const),
    ...({ hour: "numeric", minute: "numeric", second: "numeric" } as const),
    hourCycle: "h23",
  });
  formats.set(zone, format);
  return format;
}

export function wallClock(timeMs: number, zone: string): WallClock {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(timeMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const [hour, minute] = [part("hour"), part("minute")];
  return {
    wallMs: Date.UTC(part("year"), part("month") - 1, part("day"), hour, minute, part("second")),
    minute: hour * 60 + minute,
  };
}

/** The instant (Unix ms) at which clocks of the zone show `wallMs`; what they skip counts as what they show instead. */
export function instantOf(wallMs: number, zone: string): number {
  const guess = wallMs - (wallClock(wallMs, zone).wallMs - wallMs);
  return guess - (wallClock(guess, zone).wallMs - wallMs);
}
