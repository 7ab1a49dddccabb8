// Offers the PromQL engine, as the build bundles it, to the conformance runner; see its adapter.d.ts.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const { outputFiles } = await build({
  entryPoints: [path("store.ts")],
  absWorkingDir: path("../.."),
  bundle: true,
  platform: "node",
  format: "esm",
  write: false,
});
const bundle = Buffer.from(outputFiles[0].contents).toString("base64");

export const { createStore, capabilities } = await import(`data:text/javascript;base64,${bundle}`);
