import { errorText, MidwatchError } from "../../../../shared/base/errors.ts";
import { jsonEnd } from "../../../../shared/base/jsonEnd.ts";
import { KeptBody } from "../../../../shared/base/keptBody.ts";
import { oncePer } from "../../../../shared/base/oncePer.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import { keptAlert } from "../keptAlert.ts";
import { type RenewedTimes, renewedTimes, sameButRenewed } from "./renewedTimes.ts";
import { alertFromWire } from "./serverAlerts.ts";
import { told, wireAlert } from "./wire.ts";

/** One alert as an answer has it, wherever it stands there. */
interface Element {
  readonly byteLength: number;
  readonly times: RenewedTimes;
  readonly alert: Alert;
}

/** In the server's order, which changes little from one to the next. */
interface Answer {
  readonly bytes: Buffer;
  readonly elements: readonly Element[];
  /** Where in the bytes each begins. */
  readonly starts: readonly number[];
  readonly alerts: ReadonlyMap<string, Alert>;
}

export interface AlertReader {
  /** Where the next answer is put; the one before is kept beside it. */
  readonly next: KeptBody;
  /** What it says. Throws REMOTE_FAILED for what is no list, or an alert that is none. */
  read(): ReadonlyMap<string, Alert>;
}

/**
 * Reads one server's alerts, answer after answer, by fingerprint. Only elements that say what the answer before did not
 * are parsed; an alert that says the same as before stays the same object, and so do all of them together.
 */
export function createAlertReader(server: string): AlertReader {
  let before: Answer = { bytes: Buffer.alloc(0), elements: [], starts: [], alerts: new Map() };
  let kept = new KeptBody();
  let next = new KeptBody();
  return {
    get next() {
      return next;
    },
    read() {
      const { buffer, byteOffset, byteLength } = next.bytes;
      before = readAnswer(server, Buffer.from(buffer, byteOffset, byteLength), before);
      [kept, next] = [next, kept];
      return before.alerts;
    },
  };
}

function readAnswer(server: string, bytes: Buffer, before: Answer): Answer {
  const elements: Element[] = [];
  const starts: number[] = [];
  /** Of the elements before, the one that should come now. */
  let expected = 0;
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== opening) throw noList(server, "it does not begin with a bracket");
  at = skipSpace(bytes, at + 1);
  while (bytes[at] !== closing) {
    const kept = placeBefore(before, expected, bytes, at);
    const element = (kept === null ? null : before.elements[kept]) ?? readElement(server, bytes, at, before);
    expected = (kept ?? placeOf(element.alert, before, expected)) + 1;
    elements.push(element);
    starts.push(at);
    at = skipSpace(bytes, at + element.byteLength);
    if (bytes[at] === comma) at = skipSpace(bytes, at + 1);
    else if (bytes[at] !== closing) throw noList(server, "it ends early");
  }
  return { bytes, elements, starts, alerts: alertsOf(elements, before) };
}

/** Where the same stood in the answer before: at the expected place, or one further where one is gone. */
function placeBefore(before: Answer, expected: number, bytes: Buffer, start: number): number | null {
  for (let place = expected; place < expected + 2; place++) {
    const known = before.elements[place];
    const was = before.starts[place];
    if (!known || was === undefined) return null;
    if (sameButRenewed({ answer: before.bytes, start: was }, { answer: bytes, start }, known.byteLength, known.times))
      return place;
  }
  return null;
}

/** Where an alert of that fingerprint stood before, which says something else now; before the expected place for none. */
function placeOf({ id }: Alert, before: Answer, expected: number): number {
  if (before.elements[expected]?.alert.id === id) return expected;
  return before.alerts.has(id) ? (placesOf(before).get(id) ?? expected - 1) : expected - 1;
}

const placesOf = oncePer(({ elements }: Answer) => new Map(elements.map(({ alert }, place) => [alert.id, place])));

function readElement(server: string, bytes: Buffer, start: number, before: Answer): Element {
  const { end, value } = valueAt(server, bytes, start);
  const alert = alertFromWire(told(server, wireAlert, value), server);
  return {
    byteLength: end - start,
    times: renewedTimes(bytes.subarray(start, end)),
    alert: keptAlert(before.alerts.get(alert.id), alert),
  };
}

function alertsOf(elements: readonly Element[], before: Answer): ReadonlyMap<string, Alert> {
  const isSame =
    elements.length === before.elements.length &&
    elements.every(({ alert }, place) => alert === before.elements[place]?.alert);
  if (isSame) return before.alerts;
  const alerts = new Map<string, Alert>();
  for (const { alert } of elements) alerts.set(alert.id, alert);
  return alerts;
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
