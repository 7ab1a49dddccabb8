import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";

const tokenBytes = 32;
const tokenShape = /^[A-Za-z0-9_-]{43}$/;
const fileName = "access-token";

/**
 * The token that opens this console: 32 random bytes, base64url, in a 0600 file of the data folder, made at the first
 * start and kept. A file that others could read, that is a link, or that holds something else is replaced by a new one.
 */
export async function loadAccessToken(dataFolder: string): Promise<string> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, fileName);
  const kept = await readToken(file);
  return kept === "missing" ? createToken(file, link) : kept === "unfit" ? createToken(file, rename) : kept;
}

/** `link` refuses when another process was first: then its token counts. `rename` replaces. */
async function createToken(file: string, publish: (from: string, to: string) => Promise<void>): Promise<string> {
  const token = randomBytes(tokenBytes).toString("base64url");
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await writeNew(draft, token);
    await publish(draft, file);
    return token;
  } catch (error) {
    const other = isCode(error, "EEXIST") ? await readToken(file) : "unfit";
    if (other === "missing" || other === "unfit") throw error;
    return other;
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeNew(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(`${text}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readToken(file: string): Promise<string | "missing" | "unfit"> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (isCode(error, "ENOENT")) return "missing";
    if (isCode(error, "ELOOP")) return "unfit";
    throw error;
  }
  try {
    const { mode, size } = await handle.stat();
    const isPrivate = process.platform === "win32" || (mode & 0o077) === 0;
    const text = isPrivate && size <= 100 ? (await handle.readFile("utf8")).trim() : "";
    return tokenShape.test(text) ? text : "unfit";
  } finally {
    await handle.close();
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
