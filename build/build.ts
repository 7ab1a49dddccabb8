/** `npm run build [-- NAME...]`: the renderer and all bundles into dist/, or the named ones. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build as esbuild } from "esbuild";
import { bundleOptions, entries } from "./bundles.ts";
import { dist, root } from "./paths.ts";

export async function buildRenderer(): Promise<void> {
  const { build } = await import("vite");
  await build({ configFile: `${root}build/vite.config.ts`, logLevel: "warn" });
}

export async function buildBundles(names: readonly string[]): Promise<void> {
  mkdirSync(dist, { recursive: true });
  cpSync(`${root}build/resources`, `${dist}/images`, { recursive: true, filter: (file) => !file.endsWith(".svg") });
  await esbuild(bundleOptions(names));
  for (const name of names) makeAscii(`${dist}/${name}.cjs`);
}

/**
 * esbuild escapes what is not ASCII, but for comments. V8 keeps a source that is not Latin-1 as two bytes a character,
 * for as long as the program runs: 5 MB of a console.
 */
function makeAscii(file: string): void {
  writeFileSync(file, readFileSync(file, "utf8").replace(/[^\0-\x7f]/g, "?"));
}

if (import.meta.main) {
  const named = process.argv.slice(2);
  const known = [...Object.keys(entries), "renderer"];
  const unknown = named.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`Unknown bundle: ${unknown.join(", ")}. There are: ${known.join(", ")}\n`);
    process.exit(2);
  }
  const wanted = named.length > 0 ? named : known;
  const bundles = wanted.filter((name) => name !== "renderer" && existsSync(`${root}${entries[name]}`));
  await Promise.all([buildBundles(bundles), wanted.includes("renderer") ? buildRenderer() : undefined]);
}
