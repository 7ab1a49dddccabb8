const pattern =
  /(?:^|[^0-9a-fA-F])([0-9a-fA-F]{4,8}):([0-9a-fA-F]{2}):([0-9a-fA-F]{2})(?:\.[0-9a-fA-F])?(?![0-9a-fA-F])/;

/**
 * The PCI address in `text` as `dddd:bb:dd`, lower-case hex without the function, or null.
 *
 * nvidia-smi prints an 8-digit domain (`00000000:4E:00.0`), its error sentences a 4-digit one (`0000:4E:00.0`, sometimes
 * glued to `GPU`), the kernel log no function (`PCI:0000:4e:00`). All three have to join.
 */
export function normalizeBusId(text: string): string | null {
  const match = pattern.exec(text);
  if (!match) return null;
  const [, domain = "", bus = "", device = ""] = match;
  const number = Number.parseInt(domain, 16);
  return `${number.toString(16).padStart(4, "0")}:${bus}:${device}`.toLowerCase();
}
