/** `npm run package [-- --check]`: installers for this platform into release/; `--check` validates the configuration only. */
import { buildBundles, buildRenderer } from "./build.ts";
import { entries } from "./bundles.ts";
import { configuration } from "./electron-builder.ts";
import { root } from "./paths.ts";

if (process.argv.includes("--check")) {
  const { validateConfiguration } = await import("app-builder-lib/out/util/config/config.js");
  const { DebugLogger } = await import("builder-util");
  await validateConfiguration(configuration, new DebugLogger(false));
  process.stdout.write("The packaging configuration is valid\n");
} else {
  await Promise.all([buildBundles(Object.keys(entries)), buildRenderer()]);
  const { build } = await import("electron-builder");
  await build({ projectDir: root, config: configuration });
}
