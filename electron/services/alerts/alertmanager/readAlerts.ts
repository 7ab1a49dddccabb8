import { errorText, MidwatchError } from "../../../../shared/base/errors.ts";
import { jsonEnd } from "../../../../shared/base/jsonEnd.ts";
import { KeptBody } from "../../../../shared/base/keptBody.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import { differing } from "../differing.ts";
import { keptAlert } from "../keptAlert.ts";
import { isSame, isSameButFor, type Places, type RenewedTimes, renewedTimes } from "./renewedTimes.ts";
import { alertFromWire } from "./serverAlerts.ts";
import { told, wireAlert } from "./wire.ts";

/** One alert as an answer has it, wherever it stands there. */
interface Element {
  readonly byteLength: number;
  readonly alert: Alert;
  /** Found once they are asked for. */
  times: RenewedTimes | null;
}

/** In the server's order, which changes little from one to the next. Its lists are filled anew for the answer after the next. */
interface Answer {
  bytes: Buffer;
  readonly elements: Element[];
  /** Where in the bytes each begins. */
  readonly starts: number[];
}

/** What an answer says that the one before did not; null where alerts moved, which only comparing all of them tells. */
type News = { readonly others: readonly Alert[]; readonly gone: readonly string[] } | null;

export interface AlertReader {
  /** By fingerprint, as the last answer said; the same map always. */
  readonly alerts: ReadonlyMap<string, Alert>;
  /** Where the next answer is put; the one before is kept beside it. */
  readonly next: KeptBody;
  /**
   * Reads it: the ids of alerts that are new, say something else, or are gone. Throws REMOTE_FAILED for what is no list, or an
   * alert that is none; the alerts then stay as they were.
   */
  read(): Iterable<string>;
}

/**
 * Reads one server's alerts, answer after answer. Only elements that say what the answer before did not are parsed, and
 * nothing is made of the others: an alert that says the same as before stays the same object.
 */
export function createAlertReader(server: string): AlertReader {
  const alerts = new Map<string, Alert>();
  let before: Answer = { bytes: Buffer.alloc(0), elements: [], starts: [] };
  let now: Answer = { bytes: Buffer.alloc(0), elements: [], starts: [] };
  let kept = new KeptBody();
  let next = new KeptBody();

  function take(elements: readonly Element[], news: News): Iterable<string> {
    const wasEachOnce = alerts.size === before.elements.length;
    if (news && wasEachOnce && elements.length === alerts.size - news.gone.length + addedTo(alerts, news.others)) {
      for (const id of news.gone) alerts.delete(id);
      for (const alert of news.others) alerts.set(alert.id, alert);
      return [...news.gone, ...news.others.map(({ id }) => id)];
    }
    const told = new Map(elements.map(({ alert }) => [alert.id, alert]));
    const others = differing(alerts, told);
    alerts.clear();
    for (const [id, alert] of told) alerts.set(id, alert);
    return others;
  }

  return {
    alerts,
    get next() {
      return next;
    },
    read() {
      const { buffer, byteOffset, byteLength } = next.bytes;
      now.bytes = Buffer.from(buffer, byteOffset, byteLength);
      const others = take(now.elements, readAnswer(server, now, before, alerts));
      [before, now] = [now, before];
      [kept, next] = [next, kept];
      return others;
    },
  };
}

/** How many ids there will be more. */
function addedTo(alerts: ReadonlyMap<string, Alert>, others: readonly Alert[]): number {
  const added = new Set<string>();
  for (const { id } of others) if (!alerts.has(id)) added.add(id);
  return added.size;
}

/** Fills the lists of `now`; `alerts` is what there was before. */
function readAnswer(server: string, now: Answer, before: Answer, alerts: ReadonlyMap<string, Alert>): News {
  const { bytes, elements, starts } = now;
  const places: Places = { was: before.bytes, now: bytes, wasStart: 0, nowStart: 0 };
  const others: Alert[] = [];
  const gone: string[] = [];
  let placesBefore: ReadonlyMap<string, number> | null = null;
  let isInOrder = true;
  let count = 0;
  /** Of the elements before, the one that should come now. */
  let expected = 0;
  const leave = (to: number) => {
    for (; expected < to; expected++) gone.push(before.elements[expected]?.alert.id ?? "");
  };
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== opening) throw noList(server, "it does not begin with a bracket");
  at = skipSpace(bytes, at + 1);
  while (bytes[at] !== closing) {
    places.nowStart = at;
    const kept = placeBefore(before, expected, places);
    let element = kept === null ? undefined : before.elements[kept];
    if (kept !== null && element) leave(kept);
    else {
      element = readElement(server, bytes, at, alerts);
      const { alert } = element;
      const was = before.elements[expected]?.alert;
      if (alert !== was) others.push(alert);
      if (was?.id !== alert.id && alerts.has(alert.id)) {
        // It moved: after it comes what came after it before.
        isInOrder = false;
        placesBefore ??= placesOf(before);
        expected = placesBefore.get(alert.id) ?? expected;
      } else if (was?.id !== alert.id) expected -= 1;
    }
    expected += 1;
    elements[count] = element;
    starts[count] = at;
    count += 1;
    at = skipSpace(bytes, at + element.byteLength);
    if (bytes[at] === comma) at = skipSpace(bytes, at + 1);
    else if (bytes[at] !== closing) throw noList(server, "it ends early");
  }
  leave(before.elements.length);
  elements.length = count;
  starts.length = count;
  return isInOrder ? { others, gone } : null;
}

function placesOf({ elements }: Answer): ReadonlyMap<string, number> {
  return new Map(elements.map(({ alert }, place) => [alert.id, place]));
}

/** Where the same stood in the answer before: at the expected place, or one further where one is gone. */
function placeBefore(before: Answer, expected: number, places: Places): number | null {
  for (let place = expected; place < expected + 2; place++) {
    const known = before.elements[place];
    const was = before.starts[place];
    if (!known || was === undefined) return null;
    places.wasStart = was;
    if (isSame(places, 0, known.byteLength) || isRenewed(known, places)) return place;
  }
  return null;
}

function isRenewed(known: Element, places: Places): boolean {
  known.times ??= renewedTimes(places.was.subarray(places.wasStart, places.wasStart + known.byteLength));
  return isSameButFor(known.times, places, known.byteLength);
}

function readElement(server: string, bytes: Buffer, start: number, before: ReadonlyMap<string, Alert>): Element {
  const { end, value } = valueAt(server, bytes, start);
  const alert = alertFromWire(told(server, wireAlert, value), server);
  return { byteLength: end - start, times: null, alert: keptAlert(before.get(alert.id), alert) };
}

function valueAt(server: string, bytes: Buffer, start: number): { readonly end: number; readonly value: unknown } {
  try {
    const end = jsonEnd(bytes, start);
    return { end, value: JSON.parse(bytes.toString("utf8", start, end)) };
  } catch (error) {
    throw noList(server, errorText(error));
  }
}

function noList(server: string, reason: string): MidwatchError {
  return new MidwatchError("REMOTE_FAILED", `${server} answered what is no list of alerts: ${reason}`);
}

const [opening, closing, comma] = [0x5b, 0x5d, 0x2c];

function skipSpace(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at += 1;
  return at;
}
