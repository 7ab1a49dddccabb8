import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import type { HttpTls } from "../../../shared/domain/workspace/httpAccess.ts";
import type { TlsTrust } from "./types.ts";

/** The files that `tls` names, relative to the workspace's folder. Rejects with WORKSPACE_INVALID when one cannot be read. */
export async function readTrust({ ca, cert, key, ...names }: HttpTls, folder: string): Promise<TlsTrust> {
  const files = Object.entries({ ca, cert, key }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const texts = await Promise.all(
    files.map(async ([what, file]) => [what, await readPem(resolve(folder, file), what)]),
  );
  const given = Object.entries(names).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...texts, ...given]);
}

async function readPem(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new MidwatchError("WORKSPACE_INVALID", `${file} (tls.${what}) cannot be read: ${errorText(error)}`);
  }
}
