import { describe, expect, it } from "vitest";
import { ExpositionParser } from "../../../../../shared/domain/metrics/exposition/parser.ts";
import { seededRandom } from "../../../../doubles/seededRandom.ts";

const noise = [
  '"',
  "{",
  "}",
  ",",
  "=",
  "#",
  "\\",
  " ",
  "\t",
  "\r",
  "1",
  "e",
  "+",
  "-",
  "_",
  ":",
  "é",
  "🙂",
  "\u0000",
  "# TYPE ",
  "# EOF x",
  "NaN",
];

/** Lines that can be read, each with a series of its own. */
function goodLine(number: number, random: () => number): string {
  const value = random() < 0.5 ? String(Math.floor(random() * 1e6)) : String(random());
  const time = random() < 0.2 ? " 1700000000000" : "";
  const label = random() < 0.5 ? `{id="${number}",text="{\\"é\\"}"}` : `{ id="${number}" }`;
  return `good${label} ${value}${time}${random() < 0.2 ? "\r" : ""}`;
}

function noiseLine(random: () => number): string {
  const pick = () => noise[Math.floor(random() * noise.length)] ?? "";
  return Array.from({ length: Math.floor(random() * 12) }, pick).join("");
}

describe("random texts", () => {
  it("never throw, and every good line survives its neighbours", () => {
    const random = seededRandom(20_261_120);
    const parser = new ExpositionParser();
    for (let round = 0; round < 300; round++) {
      const expected = new Map<string, number>();
      const lines: string[] = [];
      for (let i = 0; i < 40; i++) {
        if (random() < 0.5) {
          lines.push(noiseLine(random));
          continue;
        }
        const line = goodLine(i, random);
        expected.set(String(i), Number(/\} (\S+)/.exec(line)?.[1]));
        lines.push(line);
      }
      const { samples, problemCount } = parser.parse(lines.join("\n"), "text");
      const found = samples.filter(({ name }) => name === "good");
      expect(new Map(found.map(({ labels, value }) => [labels.id, value]))).toEqual(expected);
      expect(problemCount).toBeLessThanOrEqual(lines.length - expected.size);
    }
  });

  it("random bytes never throw", () => {
    const random = seededRandom(7);
    const parser = new ExpositionParser();
    for (let round = 0; round < 500; round++) {
      const bytes = Uint8Array.from({ length: 300 }, () => Math.floor(random() * 256));
      expect(parser.parse(bytes).problemCount).toBeGreaterThanOrEqual(0);
    }
  });

  it("a parser that knows the lines reads what a new one reads", () => {
    const random = seededRandom(99);
    const known = new ExpositionParser();
    let lines = Array.from({ length: 60 }, (_, i) => goodLine(i, random));
    for (let round = 0; round < 300; round++) {
      lines = lines.map((line, i) => (random() < 0.2 ? goodLine(i, random) : line));
      if (random() < 0.3) lines.splice(Math.floor(random() * lines.length), 1, noiseLine(random));
      if (random() < 0.2) lines.reverse();
      const text = lines.join("\n");
      const strip = ({ samples, ...rest }: ReturnType<ExpositionParser["parse"]>) => ({
        samples: samples.map(({ name, labels, value, timeMs }) => ({ name, labels, value, timeMs })),
        ...rest,
        changed: null,
      });
      expect(strip(known.parse(text))).toEqual(strip(new ExpositionParser().parse(text)));
    }
  });
});
