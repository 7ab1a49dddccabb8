import { join } from "node:path";
import { build, type Rolldown } from "vite";
import { beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
let output: Rolldown.RolldownOutput["output"];

/** The page as it is built, in memory. */
beforeAll(async () => {
  const built = await build({
    configFile: join(root, "build/vite.config.ts"),
    logLevel: "error",
    build: { write: false, minify: false, sourcemap: false },
  });
  if (!("output" in built)) throw new Error("The build has one output");
  output = built.output;
}, 120_000);

const chunks = () => output.filter((file) => file.type === "chunk");
/** What runs before the first screen: the entry and what it imports by itself. */
const first = () => {
  const entry = chunks().find(({ isEntry }) => isEntry);
  return [entry, ...chunks().filter(({ fileName }) => entry?.imports.includes(fileName))].filter((chunk) => !!chunk);
};
const page = () => {
  const html = output.find(({ fileName }) => fileName === "index.html");
  return html?.type === "asset" ? String(html.source) : "";
};
const modulesOf = (files: readonly Rolldown.OutputChunk[]) => files.flatMap(({ moduleIds }) => moduleIds);

describe("the first page", () => {
  it("is one script and one stylesheet", () => {
    expect(first()).toHaveLength(1);
    expect(output.filter(({ fileName }) => fileName.endsWith(".css"))).toHaveLength(1);
  });

  it.each([
    "node_modules/re2js/",
    "node_modules/zod/",
    "node_modules/yaml/",
    "node_modules/uplot/",
    "node_modules/@xterm/",
    "node_modules/@codemirror/",
    "node_modules/@lezer/",
    "node_modules/@prometheus-io/",
    "shared/contract/areas/",
    "shared/domain/promql/parseQuery.ts",
  ])("does without %s, which other screens have", (path) => {
    const isOf = (id: string) => id.includes(path);
    expect(modulesOf(first()).filter(isOf)).toEqual([]);
    expect(modulesOf(chunks()).filter(isOf)).not.toEqual([]);
  });

  it("fetches at once the two fonts that its first words are drawn in, which are those of the stylesheet", () => {
    const fonts = [
      ...page().matchAll(/<link rel="preload" as="font" type="font\/woff2" crossorigin href="\.\/assets\/([^"]+)"/g),
    ];
    const css = output.find(({ fileName }) => fileName.endsWith(".css"));
    expect(fonts.map(([, file]) => file?.replace(/-wght.*/, ""))).toEqual(["inter-latin", "jetbrains-mono-latin"]);
    for (const [, file] of fonts) expect(css?.type === "asset" && String(css.source)).toContain(`url(./${file})`);
  });

  it("names in a template, for later, all the code that it is not made of", () => {
    const text = page();
    const template = /<template id="later-screens">(.*)<\/template>/s.exec(text)?.[1] ?? "";
    const named = [...template.matchAll(/<link rel="modulepreload" crossorigin href="\.\/([^"]+)">/g)].map(
      ([, file]) => file,
    );
    const later = chunks().filter((chunk) => !first().includes(chunk));
    expect(named.toSorted()).toEqual(later.map(({ fileName }) => fileName).toSorted());
    expect(text.replace(template, "")).not.toContain("modulepreload");
  });
});
