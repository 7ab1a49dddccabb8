const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `500ms`, `2s`, `5m`, `1h`, `15d` in milliseconds; null for any other text. */
export function parseDurationMs(text: string): number | null {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(text);
  const factor = unitMs[match?.[2] ?? ""];
  return match && factor !== undefined ? Number(match[1]) * factor : null;
}
