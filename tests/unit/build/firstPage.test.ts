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
const reachedFrom = (files: readonly string[], reached: Set<string> = new Set()): Set<string> => {
  for (const { fileName, imports } of chunks()) {
    if (!files.includes(fileName) || reached.has(fileName)) continue;
    reached.add(fileName);
    reachedFrom(imports, reached);
  }
  return reached;
};
/** What asks the console: the entry and what it imports by itself. */
const asking = () => {
  const files = reachedFrom(chunks().flatMap(({ isEntry, fileName }) => (isEntry ? [fileName] : [])));
  return chunks().filter(({ fileName }) => files.has(fileName));
};
/** What runs before the first screen: what asks, and what it takes the app from. */
const first = () => {
  const files = reachedFrom(asking().flatMap(({ fileName, dynamicImports }) => [fileName, ...dynamicImports]));
  return chunks().filter(({ fileName }) => files.has(fileName));
};
const page = () => {
  const html = output.find(({ fileName }) => fileName === "index.html");
  return html?.type === "asset" ? String(html.source) : "";
};
const modulesOf = (files: readonly Rolldown.OutputChunk[]) => files.flatMap(({ moduleIds }) => moduleIds);

describe("the first page", () => {
  it("is one script that asks, one that draws and one stylesheet", () => {
    expect(first()).toHaveLength(2);
    expect(output.filter(({ fileName }) => fileName.endsWith(".css"))).toHaveLength(1);
  });

  it("asks the console before any of what draws is there", () => {
    const ids = modulesOf(asking());
    const drawing = /react-dom|react-aria|renderer\/(app|ui|features|charts)\/.*\.tsx?$/;
    expect(ids.filter((id) => /renderer\/(state\/startStores|transport\/connect)\.ts$/.test(id))).toHaveLength(2);
    expect(ids.filter((id) => drawing.test(id))).toEqual([]);
    expect(modulesOf(first()).some((id) => drawing.test(id))).toBe(true);
  });

  it("has English words alone, and does not ask the browser for its language", () => {
    const code = first()
      .map((chunk) => chunk.code)
      .join();
    expect(code).toContain("Dismiss");
    expect(code).not.toContain("Rejeter");
    expect(code).not.toContain("navigator.language");
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
    const links = (html: string) =>
      [
        ...html.matchAll(/(?:modulepreload" crossorigin href|<script type="module" crossorigin src)="\.\/([^"]+)"/g),
      ].map(([, file]) => file);
    const atOnce = links(text.replace(template, ""));
    expect(atOnce.toSorted()).toEqual(
      first()
        .map(({ fileName }) => fileName)
        .toSorted(),
    );
  });
});
