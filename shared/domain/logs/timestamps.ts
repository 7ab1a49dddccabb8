/** What a line that leaves out the year or the zone is read with. */
export interface TimeReference {
  /** Near the line's own time: a date without a year is the last one before it, a day of grace given. */
  readonly nowMs: number;
  /** East of Greenwich, of times without a zone. */
  readonly offsetMinutes: number;
}

export interface ReadTime {
  readonly timeMs: number;
  /** Where the text goes on after the stamp and what closes it. */
  readonly end: number;
}

const dayMs = 86_400_000;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const clock = String.raw`(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?`;
const zone = String.raw`(?: ?(Z|UTC|[+-]\d\d:?\d\d))?`;
/** `2026-11-25T02:14:22.123Z`, `2026-11-25 02:14:22,123`, `[2026/11/25 02:14:22 +0000]`. */
const dated = new RegExp(String.raw`^[[(]?(\d{4})[-/](\d\d)[-/](\d\d)[T ]${clock}${zone}[\])]?[ :|-]*`);
/** vLLM: `INFO 11-25 02:14:22 [metrics.py:455] ...`; the level stays outside of the message too. */
const levelled = new RegExp(String.raw`^[A-Z]{4,8} (\d\d)-(\d\d) ${clock} *`);
/** syslog: `Nov 25 02:14:22`. */
const syslog = new RegExp(String.raw`^([A-Z][a-z]{2}) +(\d{1,2}) ${clock} *`);
/** klog: `I1125 02:14:22.123456`. */
const klog = new RegExp(String.raw`^[IWEF](\d\d)(\d\d) ${clock} *`);
/** Web servers, after the address: `[25/Nov/2026:02:14:22 +0000]`. */
const access = new RegExp(String.raw`\[(\d\d)/([A-Z][a-z]{2})/(\d{4}):${clock}${zone}\]`);
const accessHeadChars = 200;

/** The time that a line of plain text begins with, or that a web server wrote near its start; null when there is none. */
export function readTime(text: string, reference: TimeReference): ReadTime | null {
  const full = dated.exec(text);
  if (full) {
    const [all, year, month, day, ...rest] = full;
    return at(Number(year), Number(month) - 1, day, rest, reference, all.length);
  }
  const short = levelled.exec(text) ?? klog.exec(text);
  if (short) {
    const [all, month, day, ...rest] = short;
    return yearless(Number(month) - 1, day, rest, reference, all.length);
  }
  const old = syslog.exec(text);
  if (old) {
    const [all, month = "", day, ...rest] = old;
    return yearless(months.indexOf(month), day, rest, reference, all.length);
  }
  if (!text.includes("[")) return null;
  const web = access.exec(text.length > accessHeadChars ? text.slice(0, accessHeadChars) : text);
  if (!web) return null;
  const [, day, month = "", year, ...rest] = web;
  return at(Number(year), months.indexOf(month), day, rest, reference, 0);
}

/** `2026-11-25T02:14:22Z`, or seconds, milliseconds, microseconds or nanoseconds since 1970, as a field of a record; null for anything else. */
export function timeOfField(value: string, reference: TimeReference): number | null {
  const text = value.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) {
    const number = Number(text);
    const unitMs = number < 1e11 ? 1000 : number < 1e14 ? 1 : number < 1e17 ? 1e-3 : 1e-6;
    return number > 1e8 ? number * unitMs : null;
  }
  return readTime(text, reference)?.timeMs ?? null;
}

type Rest = readonly (string | undefined)[];

function at(
  year: number,
  month: number,
  day: string | undefined,
  [hour, minute, second, fraction, zoneText]: Rest,
  reference: TimeReference,
  end: number,
): ReadTime | null {
  if (month < 0 || month > 11) return null;
  const offsetMinutes = zoneOf(zoneText) ?? reference.offsetMinutes;
  const wholeMs = Date.UTC(year, month, Number(day), Number(hour), Number(minute), Number(second));
  return { timeMs: wholeMs - offsetMinutes * 60_000 + Number(`0.${fraction ?? 0}`) * 1000, end };
}

function yearless(
  month: number,
  day: string | undefined,
  rest: Rest,
  reference: TimeReference,
  end: number,
): ReadTime | null {
  const year = new Date(reference.nowMs).getUTCFullYear();
  const read = (one: number) => at(one, month, day, rest, reference, end);
  for (const one of [year + 1, year, year - 1]) {
    const found = read(one);
    if (found === null || found.timeMs <= reference.nowMs + dayMs) return found;
  }
  return null;
}

function zoneOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(text);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}
