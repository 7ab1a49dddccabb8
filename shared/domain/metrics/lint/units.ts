/** A unit that is not a base unit: what stands for it, and what to multiply values by. */
export interface OddUnit {
  readonly word: string;
  readonly base: string;
  readonly factor: number;
}

const second = "seconds";
const byte = "bytes";
const odd: readonly (readonly [words: string, base: string, factor: number])[] = [
  ["ms|msec|msecs|millis|milliseconds", second, 1e-3],
  ["us|usec|usecs|micros|microseconds", second, 1e-6],
  ["ns|nsec|nsecs|nanos|nanoseconds", second, 1e-9],
  ["minutes|mins", second, 60],
  ["hours", second, 3600],
  ["days", second, 86_400],
  ["kb|kilobytes", byte, 1e3],
  ["kib|kibibytes", byte, 1024],
  ["mb|megabytes", byte, 1e6],
  ["mib|mebibytes", byte, 2 ** 20],
  ["gb|gigabytes", byte, 1e9],
  ["gib|gibibytes", byte, 2 ** 30],
  ["percent|pct|perc|percentage", "ratio", 0.01],
  ["mhz", "hertz", 1e6],
  ["ghz", "hertz", 1e9],
  ["mw|milliwatts", "watts", 1e-3],
  ["mj|millijoules", "joules", 1e-3],
  ["fahrenheit", "celsius", 1],
];
const oddUnits = new Map(
  odd.flatMap(([words, base, factor]) => words.split("|").map((word) => [word, { word, base, factor }] as const)),
);

const lastWord = /_([a-z]+)(_total)?$/i;

/** The unit other than a base unit that a name ends in, `_total` aside; null when there is none. */
export function oddUnitOf(name: string): OddUnit | null {
  return oddUnits.get(lastWord.exec(name)?.[1]?.toLowerCase() ?? "") ?? null;
}

/** The name with its unit's base unit. */
export function inBaseUnit(name: string, { base }: OddUnit): string {
  return name.replace(lastWord, (_, _word, total: string | undefined) => `_${base}${total ?? ""}`);
}

/** A quantity that has a unit, by the last word of its name; null where the name tells the unit or none is due. */
export function unitDue(name: string): "seconds" | "bytes" | null {
  const word = lastWord.exec(name)?.[1]?.toLowerCase() ?? "";
  if (/^(?:latency|duration|elapsed|delay|age|uptime|time)$/.test(word)) return "seconds";
  return /^(?:size|memory|length)$/.test(word) && !/queue|batch|pool|sequence|prompt/i.test(name) ? "bytes" : null;
}
