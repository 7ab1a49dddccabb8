import { open, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";

export interface StaticFile {
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/**
 * The file for a request path (`/` is the page), or null: only known types, only ordinary files that really are inside
 * the folder, links resolved. Files under `assets/` carry a hash in their name and are cached for good.
 */
export async function readStaticFile(folder: string, pathname: string): Promise<StaticFile | null> {
  const segments = pathSegments(pathname === "/" ? "/index.html" : pathname);
  const contentType = segments && contentTypes[extname(segments.at(-1) ?? "")];
  if (!segments || !contentType) return null;
  const body = await readInside(folder, segments);
  if (!body) return null;
  const hashed = segments[0] === "assets" && segments.length > 1;
  return { body, contentType, cacheControl: hashed ? "private, max-age=31536000, immutable" : "no-cache" };
}

/** Decoded, or null for anything that could mean another place than it says. */
function pathSegments(pathname: string): readonly string[] | null {
  try {
    const segments = decodeURIComponent(pathname).slice(1).split("/");
    return segments.every((segment) => /^[\w-][\w.-]*$/.test(segment)) ? segments : null;
  } catch {
    return null;
  }
}

async function readInside(folder: string, segments: readonly string[]): Promise<Buffer | null> {
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, ...segments));
    if (!file.startsWith(root + sep)) return null;
    await using handle = await open(file);
    return (await handle.stat()).isFile() ? await handle.readFile() : null;
  } catch {
    return null;
  }
}
