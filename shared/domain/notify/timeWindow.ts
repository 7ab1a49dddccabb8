import { z } from "zod";
import { wallClock } from "./wallClock.ts";

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const clockTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "Use a time of the day such as 22:00")
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const zone = z.string().refine(isZone, "Use the name of a time zone, such as Europe/Berlin or UTC");

/** A span of each day, by the clocks of a zone. One that ends before it begins ends on the next day. */
export const timeWindow = z.strictObject({
  /** Those on which it begins; every day without. */
  days: z.array(z.enum(weekdays)).min(1).optional(),
  /** Minutes of the day; `from` is in it, `to` is not. Equal ones are the whole day. */
  from: clockTime,
  to: clockTime,
  zone,
});
export type TimeWindow = Readonly<z.infer<typeof timeWindow>>;

/** Whether one of the windows holds at that time (Unix ms). */
export function isWithin(windows: readonly TimeWindow[], nowMs: number): boolean {
  return windows.some((window) => holds(window, nowMs));
}

function holds({ days, from, to, zone: name }: TimeWindow, nowMs: number): boolean {
  const { wallMs, minute } = wallClock(nowMs, name);
  const beganToday = minute >= from && (to > from ? minute < to : true);
  const beganYesterday = to <= from && minute < to;
  const today = (new Date(wallMs).getUTCDay() + 6) % 7;
  const isDay = (day: number) => days === undefined || days.some((one) => weekdays.indexOf(one) === day);
  return (beganToday && isDay(today)) || (beganYesterday && isDay((today + 6) % 7));
}

/** `saturday, sunday 22:00 to 07:00 Europe/Berlin` */
export function windowText({ days, from, to, zone: name }: TimeWindow): string {
  const when = from === to ? "all day" : `${clockText(from)} to ${clockText(to)}`;
  return `${days === undefined ? "" : `${days.join(", ")} `}${when} ${name}`;
}

function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
