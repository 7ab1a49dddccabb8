import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "@playwright/test";
import { build } from "vite";
import { browserArguments, chromiumExecutable } from "../harness/browser.ts";

/** The policy of the shells: no inline style or script, no eval. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'";
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};
const built = fileURLToPath(new URL("../../dist/gallery", import.meta.url));

export interface GalleryServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the gallery and serves it on a free loopback port. */
export async function serveGallery(): Promise<GalleryServer> {
  // A test runner sets NODE_ENV to "test", which would build the development React.
  process.env.NODE_ENV = "production";
  await build({ configFile: fileURLToPath(new URL("vite.config.ts", import.meta.url)), logLevel: "error" });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/favicon.ico") return response.writeHead(204).end();
    const file = normalize(join(built, pathname === "/" ? "index.html" : pathname));
    response.setHeader("content-security-policy", policy);
    response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
    return createReadStream(file)
      .on("error", () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function launchBrowser(): Promise<Browser> {
  const executablePath = chromiumExecutable();
  return chromium.launch({ args: [...browserArguments], ...(executablePath ? { executablePath } : {}) });
}
