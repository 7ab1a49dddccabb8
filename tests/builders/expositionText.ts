import { seededRandom } from "../doubles/seededRandom.ts";

const buckets = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "+Inf"];

/**
 * What model servers answer: counters, gauges and histograms with the labels of engines and handlers, in the classic
 * format, at least `bytes` long. The same seed gives the same series; `scrape` gives other values to them.
 */
export function expositionText(seed: number, bytes: number, scrape = 0): string {
  const shape = seededRandom(seed);
  const values = seededRandom(seed * 1000 + scrape);
  const families: string[] = [];
  let length = 0;
  for (let number = 0; length < bytes; number++) {
    const name = `app:family_${number}`;
    const engines = Array.from({ length: 1 + Math.floor(shape() * 16) }, (_, engine) => engine);
    const family = familyText(name, engines, Math.floor(shape() * 3), () => values());
    families.push(family);
    length += family.length;
  }
  return families.join("");
}

function familyText(name: string, engines: readonly number[], kind: number, random: () => number): string {
  const labels = (engine: number, more = "") => `{engine="${engine}",${more}model_name="llama-3.1-70b-instruct"}`;
  const head = (type: string) => `# HELP ${name} What family ${name} of the server counts.\n# TYPE ${name} ${type}\n`;
  if (kind === 0) {
    return head("counter") + engines.map((e) => `${name}_total${labels(e)} ${Math.floor(random() * 1e7)}.0\n`).join("");
  }
  if (kind === 1) return head("gauge") + engines.map((e) => `${name}${labels(e)} ${random()}\n`).join("");
  const histograms = engines.map((engine) => {
    let count = 0;
    const lines = buckets.map((le) => {
      count += Math.floor(random() * 1000);
      return `${name}_bucket${labels(engine, `le="${le}",`)} ${count}.0\n`;
    });
    return `${lines.join("")}${name}_count${labels(engine)} ${count}.0\n${name}_sum${labels(engine)} ${count * random()}\n`;
  });
  return head("histogram") + histograms.join("");
}
