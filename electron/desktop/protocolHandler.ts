import { readFile } from "node:fs/promises";
import { extname, isAbsolute, join, relative } from "node:path";
import { appHost, appScheme } from "./appScheme.ts";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".map": "application/json",
};

/**
 * Answers `app://console/...` from the renderer's folder, and nothing else: other hosts, other methods, unknown types
 * and paths that leave the folder are 404. It never throws, since a throw becomes an unexplained network error.
 */
export function createProtocolHandler(rendererFolder: string, contentSecurityPolicy: string) {
  return async (request: { readonly url: string; readonly method: string }): Promise<Response> => {
    const file = fileOf(request, rendererFolder);
    const contentType = file && contentTypes[extname(file).toLowerCase()];
    if (!file || !contentType) return notFound();
    try {
      const body = new Uint8Array(await readFile(file));
      return new Response(body, {
        headers: {
          "content-type": contentType,
          "content-security-policy": contentSecurityPolicy,
          "x-content-type-options": "nosniff",
        },
      });
    } catch {
      return notFound();
    }
  };
}

function notFound(): Response {
  return new Response(null, { status: 404 });
}

function fileOf({ url, method }: { readonly url: string; readonly method: string }, folder: string): string | null {
  if (method !== "GET" || !URL.canParse(url)) return null;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== `${appScheme}:` || host !== appHost) return null;
  const path = decode(pathname === "/" ? "/index.html" : pathname);
  if (path === null) return null;
  // `join`, not `resolve`: an absolute pathname must stay inside the folder. Encoded dots decode only now.
  const file = join(folder, path);
  const inside = relative(folder, file);
  return inside.startsWith("..") || isAbsolute(inside) ? null : file;
}

function decode(pathname: string): string | null {
  try {
    const path = decodeURIComponent(pathname);
    return path.includes("\0") ? null : path;
  } catch {
    return null;
  }
}
