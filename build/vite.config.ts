import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { english } from "./english.ts";
import { laterScreens } from "./laterScreens.ts";
import { pureSchemas } from "./pureSchemas.ts";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The renderer: one page, served from `app://` on the desktop and over HTTP by the headless shell. */
export default defineConfig({
  root: at("renderer"),
  base: "./",
  plugins: [react(), english(), pureSchemas(), laterScreens()],
  build: {
    outDir: at("dist/renderer"),
    // A few milliseconds to read, and no screen waits for its style or is without it while the console is away.
    cssCodeSplit: false,
    emptyOutDir: true,
    target: "chrome138",
    // Everything is a file of its own: the content security policy allows no data: scripts or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // From the disk or over loopback a request costs more than its bytes: what asks the console is one file, what
          // draws the first page is one, and so is what later screens share.
          groups: [
            { name: "first", tags: ["$initial"], priority: 2 },
            { name: "app", test: /\/renderer\/app\/show\.tsx$/, priority: 1 },
            { name: "shared", minShareCount: 2 },
          ],
        },
      },
    },
  },
});
