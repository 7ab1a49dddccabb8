import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { ExpositionParser } from "../../shared/domain/metrics/exposition/parser.ts";
import { expositionText } from "../builders/expositionText.ts";
import { type Bench, measure } from "./measure.ts";

const textBytes = 5_000_000;
const rounds = 15;

/** Millions of bytes a second of CPU; the best of some rounds, since other work only ever slows it down. */
function bestRate(megabytes: number, times: number, parse: (round: number) => void): number {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < times; round++) {
    const before = process.cpuUsage();
    parse(round);
    const { user, system } = process.cpuUsage(before);
    bestMs = Math.min(bestMs, (user + system) / 1000);
  }
  return (megabytes / bestMs) * 1000;
}

/** The same series with other values, scrape after scrape, as a target is read; and the very first scrape of one. */
export const bench: Bench = {
  names: ["exposition.parse", "exposition.parse.first"],
  async run() {
    const texts = Array.from({ length: 4 }, (_, scrape) => expositionText(1, textBytes, scrape));
    const bodies = texts.map((text) => new TextEncoder().encode(text));
    const body = (round: number) => bodies[round % bodies.length] ?? new Uint8Array();
    const megabytes = body(0).length / 1e6;

    const parser = new ExpositionParser();
    const sampleCount = parser.parse(body(0)).samples.length;
    const lineCount = texts[0]?.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length;
    if (sampleCount !== lineCount) throw new Error(`${sampleCount} samples were read from ${lineCount} lines`);

    const known = bestRate(megabytes, rounds * 3, (round) => parser.parse(body(round)));
    const first = bestRate(megabytes, rounds, (round) => new ExpositionParser().parse(body(round)));
    const baseline = bestRate(megabytes, rounds, (round) =>
      parsePrometheusTextFormat(texts[round % texts.length] ?? ""),
    );
    return [
      measure({
        name: "exposition.parse",
        value: known,
        unit: "MB/s",
        baseline,
        goal: ">= 10x",
        ok: known >= baseline * 10,
      }),
      measure({
        name: "exposition.parse.first",
        value: first,
        unit: "MB/s",
        baseline,
        goal: ">= 1x",
        ok: first >= baseline,
      }),
    ];
  },
};
