import { oncePer } from "../../base/oncePer.ts";
import { compareText } from "../metrics/labels.ts";
import type { Labels } from "../metrics/model.ts";

const encoder = new TextEncoder();
/** FNV-1a, 64 bits, as two halves of 32: one alert among ten thousand must not cost big integers. */
const offsetHigh = 0xcbf29ce4;
const offsetLow = 0x84222325;
const primeLow = 0x1b3;
const primeHighShift = 8;
const separator = 0xff;

/** The 16 hexadecimal digits by which Alertmanager knows an alert: equal labels, equal fingerprint. */
export const fingerprint = oncePer((labels: Labels): string => {
  let high = offsetHigh;
  let low = offsetLow;
  const take = (byte: number) => {
    low = (low ^ byte) >>> 0;
    // (high, low) x (2^40 + 0x1b3), modulo 2^64.
    const product = low * primeLow;
    const carried = Math.floor(product / 0x1_0000_0000);
    high = (Math.imul(high, primeLow) + carried + (low << primeHighShift)) >>> 0;
    low = product >>> 0;
  };
  for (const [name, value] of Object.entries(labels).sort(([a], [b]) => compareText(a, b))) {
    for (const byte of encoder.encode(name)) take(byte);
    take(separator);
    for (const byte of encoder.encode(value)) take(byte);
    take(separator);
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
});
