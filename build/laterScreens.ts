import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";

/**
 * Names the code that the first screen does without in a template of the page, which a browser leaves alone. The page
 * takes the links out of it when its first screen is there (renderer/app/fetchLaterScreens.ts).
 */
export function laterScreens(): Plugin {
  return {
    name: "later-screens",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle = {}, chunk }) {
        const files = chunk ? laterFiles(bundle, chunk) : [];
        const links = files.map(
          (file): HtmlTagDescriptor => ({
            tag: "link",
            attrs: { rel: "modulepreload", crossorigin: true, href: `./${file}` },
          }),
        );
        return [{ tag: "template", attrs: { id: "later-screens" }, children: links, injectTo: "head" }];
      },
    },
  };
}

/** All that is reached from the first file, each once. */
function laterFiles(bundle: Rolldown.OutputBundle, first: Rolldown.OutputChunk): readonly string[] {
  const files = new Set<string>();
  const add = (file: string) => {
    const chunk = bundle[file];
    if (chunk?.type !== "chunk" || files.has(file)) return;
    files.add(file);
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) add(next);
  };
  add(first.fileName);
  files.delete(first.fileName);
  return [...files];
}
