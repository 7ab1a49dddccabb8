import { detached } from "../../base/detached.ts";

const pattern =
  /(?:^|[^0-9a-fA-F])([0-9a-fA-F]{4,8}):([0-9a-fA-F]{2}):([0-9a-fA-F]{2})(?:\.[0-9a-fA-F])?(?![0-9a-fA-F])/;

/** Hosts print the same ones again and again, at every reading of every GPU. */
const seen = new Map<string, string>();
const mostSeen = 4096;
const longestSeen = 32;

/**
 * The PCI address in `text` as `dddd:bb:dd`, lower-case hex without the function, or null.
 *
 * nvidia-smi prints an 8-digit domain (`00000000:4E:00.0`), its error sentences a 4-digit one (`0000:4E:00.0`, sometimes
 * glued to `GPU`), the kernel log no function (`PCI:0000:4e:00`). All three have to join.
 */
export function normalizeBusId(text: string): string | null {
  const known = seen.get(text);
  if (known !== undefined) return known;
  const busId = addressIn(text);
  if (busId === null || text.length > longestSeen) return busId;
  if (seen.size >= mostSeen) seen.clear();
  seen.set(detached(text), busId);
  return busId;
}

function addressIn(text: string): string | null {
  const match = pattern.exec(text);
  if (!match) return null;
  const [, domain = "", bus = "", device = ""] = match;
  const number = Number.parseInt(domain, 16);
  return `${number.toString(16).padStart(4, "0")}:${bus}:${device}`.toLowerCase();
}
