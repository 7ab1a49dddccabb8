import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";

/**
 * Fetches the code that draws together with the code that asks for it (renderer/main.ts), and names the code that the
 * first screen does without in a template of the page, which a browser leaves alone. The page takes the links out of it
 * when its first screen is there (renderer/app/fetchLaterScreens.ts).
 */
export function laterScreens(): Plugin {
  return {
    name: "later-screens",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle = {}, chunk }) {
        if (!chunk) return [];
        const own = reached(bundle, [chunk.fileName], ({ imports }) => imports);
        const asked = [...own].flatMap((file) => dynamicImportsOf(bundle, file));
        const first = reached(bundle, [...own, ...asked], ({ imports }) => imports);
        const all = reached(bundle, [...own], ({ imports, dynamicImports }) => [...imports, ...dynamicImports]);
        const app = [...first].filter((file) => !own.has(file));
        const later = [...all].filter((file) => !first.has(file));
        return [
          ...linksTo(app),
          { tag: "template", attrs: { id: "later-screens" }, children: linksTo(later), injectTo: "head" },
        ];
      },
    },
  };
}

function dynamicImportsOf(bundle: Rolldown.OutputBundle, file: string): readonly string[] {
  const chunk = bundle[file];
  return chunk?.type === "chunk" ? chunk.dynamicImports : [];
}

function linksTo(files: readonly string[]): HtmlTagDescriptor[] {
  return files.map((file) => ({
    tag: "link",
    attrs: { rel: "modulepreload", crossorigin: true, href: `./${file}` },
    injectTo: "head",
  }));
}

/** The chunks that are reached from some, those included. */
function reached(
  bundle: Rolldown.OutputBundle,
  from: readonly string[],
  next: (chunk: Rolldown.OutputChunk) => readonly string[],
): Set<string> {
  const files = new Set<string>();
  const add = (file: string) => {
    const chunk = bundle[file];
    if (chunk?.type !== "chunk" || files.has(file)) return;
    files.add(file);
    for (const other of next(chunk)) add(other);
  };
  for (const file of from) add(file);
  return files;
}
