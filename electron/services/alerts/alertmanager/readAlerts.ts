import { errorText, MidwatchError } from "../../../../shared/base/errors.ts";
import { jsonEnd } from "../../../../shared/base/jsonEnd.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import { keptAlert } from "../keptAlert.ts";
import { sameButRenewed } from "./sameButRenewed.ts";
import { alertFromWire } from "./serverAlerts.ts";
import { told, wireAlert } from "./wire.ts";

/** One alert where it stands in an answer: bytes `start` to `end`. */
interface Element {
  readonly start: number;
  readonly end: number;
  readonly alert: Alert;
}

/** In the server's order, which changes little from one to the next. */
interface Answer {
  readonly bytes: Buffer;
  readonly elements: readonly Element[];
  /** Where an alert of a fingerprint stands among the elements. */
  readonly placeOf: ReadonlyMap<string, number>;
}

/**
 * Reads one server's alerts, answer after answer, by fingerprint. Only elements that say what the answer before did not
 * are parsed, and an alert that says the same as before stays the same object.
 * Throws REMOTE_FAILED for what is no list, or an alert that is none.
 */
export function createAlertReader(server: string): (body: Uint8Array) => ReadonlyMap<string, Alert> {
  let before: Answer = { bytes: Buffer.alloc(0), elements: [], placeOf: new Map() };
  return (body) => {
    before = readAnswer(server, Buffer.from(body.buffer, body.byteOffset, body.byteLength), before);
    return new Map(before.elements.map(({ alert }) => [alert.id, alert]));
  };
}

function readAnswer(server: string, bytes: Buffer, before: Answer): Answer {
  const elements: Element[] = [];
  const placeOf = new Map<string, number>();
  /** Of the elements before, the one that should come now. */
  let expected = 0;
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== opening) throw noList(server, "it does not begin with a bracket");
  at = skipSpace(bytes, at + 1);
  while (bytes[at] !== closing) {
    const kept = placeBefore(before, expected, bytes, at);
    const element = keptElement(before, kept, at) ?? readElement(server, bytes, at, before);
    const place = kept ?? before.placeOf.get(element.alert.id);
    if (place !== undefined) expected = place + 1;
    placeOf.set(element.alert.id, elements.length);
    elements.push(element);
    at = skipSpace(bytes, element.end);
    if (bytes[at] === comma) at = skipSpace(bytes, at + 1);
    else if (bytes[at] !== closing) throw noList(server, "it ends early");
  }
  return { bytes, elements, placeOf };
}

/** Where the same stood in the answer before: at the expected place, or one further where one is gone. */
function placeBefore(before: Answer, expected: number, bytes: Buffer, start: number): number | undefined {
  for (let place = expected; place < expected + 2; place++) {
    const known = before.elements[place];
    if (!known) return undefined;
    const end = Math.min(start + known.end - known.start, bytes.length);
    if (bytes.compare(before.bytes, known.start, known.end, start, end) === 0) return place;
    if (sameButRenewed(before.bytes.subarray(known.start, known.end), bytes.subarray(start, end))) return place;
  }
  return undefined;
}

function keptElement(before: Answer, place: number | undefined, start: number): Element | undefined {
  const known = place === undefined ? undefined : before.elements[place];
  return known && { start, end: start + known.end - known.start, alert: known.alert };
}

function readElement(server: string, bytes: Buffer, start: number, before: Answer): Element {
  const { end, value } = valueAt(server, bytes, start);
  const alert = alertFromWire(told(server, wireAlert, value), server);
  const place = before.placeOf.get(alert.id);
  const known = place === undefined ? undefined : before.elements[place];
  return { start, end, alert: keptAlert(known?.alert, alert) };
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
