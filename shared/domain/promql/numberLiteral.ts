const durationPattern = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const unitMs = [365 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000, 1] as const;
const decimal = /^(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?$/;
const octal = /^0[0-7_]+$/;
const hexadecimal = /^0[xX][0-9a-fA-F_]+$/;

/**
 * A number as PromQL writes it: `12`, `1_000`, `.5e-3`, `0x1F`, `017` (octal), or a duration (`1h30m`), which is
 * its seconds. Null for any other text.
 */
export function parseNumber(text: string): number | null {
  const digits = text.replaceAll("_", "");
  if (octal.test(text)) return Number.parseInt(digits, 8);
  if (hexadecimal.test(text)) return Number.parseInt(digits.slice(2), 16);
  if (decimal.test(text)) return Number(digits);
  const durationMs = parseDurationMs(text);
  return durationMs === null ? null : durationMs / 1000;
}

/** `1h30m`, units from large to small, in milliseconds; null for any other text. */
export function parseDurationMs(text: string): number | null {
  const match = durationPattern.exec(text);
  if (!match || text === "") return null;
  return unitMs.reduce((sumMs, factor, i) => sumMs + Number(match[i + 1] ?? 0) * factor, 0);
}

/** The shortest duration text of whole milliseconds: `5m`, `1h30m`, `1500ms`. */
export function formatDurationMs(durationMs: number): string {
  if (durationMs === 0) return "0s";
  if (durationMs < 0) return `-${formatDurationMs(-durationMs)}`;
  let restMs = durationMs;
  let text = "";
  for (const [unit, factor] of namedUnits) {
    const count = Math.floor(restMs / factor);
    if (count > 0) text += `${count}${unit}`;
    restMs -= count * factor;
  }
  return text;
}

const namedUnits = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;
