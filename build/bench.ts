/**
 * `npm run bench [-- NAME... [--long]]`: all or the named benches (a name or its beginning), one JSON line each on standard
 * output and nothing else there. A bench is a file of tests/bench that exports `bench`.
 */
import { readdirSync } from "node:fs";
import type { Bench } from "../tests/bench/measure.ts";
import { buildBundles, buildRenderer } from "./build.ts";
import { entries } from "./bundles.ts";
import { root } from "./paths.ts";

const long = process.argv.includes("--long");
const wanted = process.argv.slice(2).filter((argument) => argument !== "--long");
const selects = (name: string) => wanted.length === 0 || wanted.some((want) => name.startsWith(want));

const files = readdirSync(`${root}tests/bench`).filter((file) => file.endsWith(".bench.ts"));
const benches: Bench[] = [];
for (const file of files) {
  const module: { readonly bench: Bench } = await import(`${root}tests/bench/${file}`);
  if (module.bench.names.some(selects)) benches.push(module.bench);
}
if (benches.length === 0) {
  process.stderr.write(`No bench is called ${wanted.join(", ")}\n`);
  process.exit(2);
}

// By way of `exit`, where each bench ends what it started.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));

process.stderr.write("Building...\n");
await Promise.all([buildBundles(Object.keys(entries)), buildRenderer()]);
let missed = 0;
for (const bench of benches) {
  try {
    for (const line of await bench.run({ long })) {
      if (!selects(line.name)) continue;
      process.stdout.write(`${JSON.stringify(line)}\n`);
      if (!line.ok) missed += 1;
    }
  } catch (error) {
    // The others are worth running all the same.
    process.stderr.write(`${bench.names.join(", ")}: ${error instanceof Error ? error.stack : error}\n`);
    missed += 1;
  }
}
process.exit(missed > 0 ? 1 : 0);
