import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The renderer: one page, served from `app://` on the desktop and over HTTP by the headless shell. */
export default defineConfig({
  root: at("renderer"),
  base: "./",
  plugins: [react()],
  build: {
    outDir: at("dist/renderer"),
    emptyOutDir: true,
    target: "chrome138",
    // Everything is a file of its own: the content security policy allows no data: scripts or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    reportCompressedSize: false,
    // Loaded from the disk or over loopback: one chunk starts sooner than several.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // The schema library is told not to compile code before the first schema is made, whichever chunk that is in.
          groups: [{ name: "schemaLibrary", test: /[\\/]node_modules[\\/]zod[\\/]|[\\/]withoutEval\.ts$/ }],
        },
      },
    },
  },
});
