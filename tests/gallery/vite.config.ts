import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { english } from "../../build/english.ts";

/** The gallery: `vite -c tests/gallery/vite.config.ts` to look at it, `vite build` for the screenshots. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  plugins: [react(), english()],
  build: {
    outDir: fileURLToPath(new URL("../../dist/gallery", import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
});
