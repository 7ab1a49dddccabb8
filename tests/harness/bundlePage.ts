import { build } from "esbuild";

export interface BundledPage {
  readonly script: string;
  readonly style: string;
}

/** A page of its own with what it imports, as it would be shipped. */
export async function bundlePage(entry: URL): Promise<BundledPage> {
  const result = await build({
    entryPoints: [entry.pathname],
    bundle: true,
    minify: true,
    write: false,
    outdir: "out",
    format: "iife",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const text = (end: string) => result.outputFiles.find((file) => file.path.endsWith(end))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}
