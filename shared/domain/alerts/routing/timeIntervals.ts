import { z } from "zod";

/** Inclusive at both ends. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** One of the spans of a time interval: it holds where each of its parts does; a part that is null always does. */
export interface TimeSpan {
  /** Minutes of the day; `to` is not in it. */
  readonly minutes: readonly Span[] | null;
  /** 0 is Sunday. */
  readonly weekdays: readonly Span[] | null;
  /** Negative ones count from the month's end: -1 is its last day. */
  readonly daysOfMonth: readonly Span[] | null;
  readonly months: readonly Span[] | null;
  readonly years: readonly Span[] | null;
  /** An IANA name; `Local` is the zone of whoever evaluates. */
  readonly location: string;
}

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const months = [
  ...["january", "february", "march", "april", "may", "june"],
  ...["july", "august", "september", "october", "november", "december"],
];

/** A text that `read` understands or refuses with a reason. */
function read<T>(reader: (text: string) => T | { readonly refusal: string }) {
  return z.string().transform((text, context): T => {
    const found = reader(text);
    if (typeof found !== "object" || found === null || !("refusal" in found)) return found as T;
    context.addIssue({ code: "custom", message: found.refusal });
    return z.NEVER;
  });
}

/** `a` or `a:b`, each end read by `end`. */
function spanOf(end: (text: string) => number | null, example: string) {
  return read((text): Span | { readonly refusal: string } => {
    const [first = "", last = first, ...more] = text.toLowerCase().split(":");
    const from = end(first.trim());
    const to = end(last.trim());
    if (from === null || to === null || more.length > 0) return { refusal: `${text} is not ${example}` };
    return from <= to ? { from, to } : { refusal: `${text} ends before it begins` };
  });
}

const number = (text: string) => (/^-?\d+$/.test(text) ? Number(text) : null);
const placeIn = (names: readonly string[], first: number) => (text: string) =>
  names.includes(text) ? names.indexOf(text) + first : null;

/** Alertmanager takes any number: one that no month has never comes. */
const monthNumber = (text: string) => number(text) ?? placeIn(months, 1)(text);

const dayOfMonth = read((text): Span | { readonly refusal: string } => {
  const [first = "", last = first, ...more] = text.split(":");
  const from = number(first.trim());
  const to = number(last.trim());
  const isDay = (day: number | null): day is number => day !== null && day !== 0 && Math.abs(day) <= 31;
  if (!isDay(from) || !isDay(to) || more.length > 0) return { refusal: `${text} is not days of a month such as 1:5` };
  if (from < 0 && to > 0) return { refusal: `${text} begins at the month's end: it must end there too` };
  // In the shortest month, so that no month has it end before it begins.
  const early = (day: number) => (day < 0 ? 28 + day : day);
  return early(from) <= early(to) ? { from, to } : { refusal: `${text} ends before it begins` };
});

const clock = read((text): number | { readonly refusal: string } => {
  const match = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/.exec(text);
  if (!match) return { refusal: `${text} is not a time such as 09:30` };
  return match[1] === undefined ? 24 * 60 : Number(match[1]) * 60 + Number(match[2]);
});

const times = z
  .strictObject({ start_time: clock, end_time: clock })
  .refine(({ start_time, end_time }) => start_time < end_time, "end_time must be later than start_time")
  .transform(({ start_time, end_time }): Span => ({ from: start_time, to: end_time }));

const location = z.string().refine(isZone, "Use the name of a time zone such as Europe/Berlin").default("UTC");

/** As a configuration writes it. */
export const timeSpan = z
  .strictObject({
    times: z.array(times).optional(),
    weekdays: z.array(spanOf(placeIn(weekdays, 0), "days such as monday:friday")).optional(),
    days_of_month: z.array(dayOfMonth).optional(),
    months: z.array(spanOf(monthNumber, "months such as january:march or 1:3")).optional(),
    years: z.array(spanOf(number, "years such as 2026:2027")).optional(),
    location,
  })
  .transform(
    (raw): TimeSpan => ({
      minutes: raw.times ?? null,
      weekdays: raw.weekdays ?? null,
      daysOfMonth: raw.days_of_month ?? null,
      months: raw.months ?? null,
      years: raw.years ?? null,
      location: raw.location,
    }),
  );

/** Whether one of the spans holds at that time (Unix ms). */
export function holdsAt(spans: readonly TimeSpan[], timeMs: number): boolean {
  return spans.some((span) => spanHolds(span, localTime(timeMs, span.location)));
}

interface LocalTime {
  readonly minute: number;
  readonly weekday: number;
  readonly day: number;
  readonly daysInMonth: number;
  readonly month: number;
  readonly year: number;
}

function spanHolds(span: TimeSpan, at: LocalTime): boolean {
  return (
    within(span.minutes, (one) => at.minute >= one.from && at.minute < one.to) &&
    within(span.daysOfMonth, (one) => at.day >= dayIn(one.from, at) && at.day <= dayIn(one.to, at)) &&
    within(span.months, (one) => at.month >= one.from && at.month <= one.to) &&
    within(span.weekdays, (one) => at.weekday >= one.from && at.weekday <= one.to) &&
    within(span.years, (one) => at.year >= one.from && at.year <= one.to)
  );
}

function within(spans: readonly Span[] | null, holds: (span: Span) => boolean): boolean {
  return spans === null || spans.some(holds);
}

function dayIn(day: number, { daysInMonth }: LocalTime): number {
  return day < 0 ? daysInMonth + day + 1 : day;
}

function localTime(timeMs: number, zone: string): LocalTime {
  const parts = new Map(
    new Intl.DateTimeFormat("en-GB", {
      ...(zone === "Local" ? {} : { timeZone: zone }),
      ...({ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const),
      hourCycle: "h23",
    })
      .formatToParts(timeMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const [year, month, day] = [part("year"), part("month"), part("day")];
  return {
    ...{ year, month, day, minute: part("hour") * 60 + part("minute") },
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
    daysInMonth: new Date(Date.UTC(year, month, 0)).getUTCDate(),
  };
}

function isZone(name: string): boolean {
  if (name === "Local") return true;
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
