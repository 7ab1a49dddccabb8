import type { Tone } from "./model.ts";

const names: readonly (readonly [pattern: RegExp, tone: Tone])[] = [
  [/green/, "ok"],
  [/yellow|orange/, "warning"],
  [/red/, "critical"],
];

/** What a colour of a dashboard warns of, by its name or its hue. Blues, greys and the transparent warn of nothing. */
export function toneOf(colour: string): Tone {
  const text = colour.trim().toLowerCase();
  const named = names.find(([pattern]) => pattern.test(text));
  if (named) return named[1];
  const rgb = channels(text);
  return rgb ? toneOfHue(rgb) : "neutral";
}

function channels(text: string): readonly [number, number, number] | null {
  const hex = /^#([\da-f]{6})(?:[\da-f]{2})?$/.exec(text)?.[1] ?? widened(/^#([\da-f]{3})$/.exec(text)?.[1]);
  if (hex) return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
  const parts = /^rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*([\d.]+)\s*)?\)$/.exec(text);
  if (!parts || parts[4] === "0") return null;
  return [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

function widened(short: string | undefined): string | null {
  return short === undefined ? null : [...short].map((digit) => digit + digit).join("");
}

function toneOfHue([red, green, blue]: readonly [number, number, number]): Tone {
  const most = Math.max(red, green, blue);
  const spread = most - Math.min(red, green, blue);
  if (spread < 40) return "neutral";
  if (most === blue) return "neutral";
  if (most === green) return green - red > spread * 0.25 ? "ok" : "warning";
  // Red to yellow: the more green in it, the less grave.
  return blue > green + spread * 0.5 ? "neutral" : (green - blue) / spread > 0.4 ? "warning" : "critical";
}
