import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { errorText } from "../../../shared/base/errors.ts";
import { type Role, role } from "../../../shared/contract/caller.ts";

/** Somebody who may open this console besides whoever runs it. The token itself is kept nowhere. */
const grant = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/),
  role,
  /** SHA-256 of the token, hexadecimal. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  createdAtMs: z.number(),
});
export type Grant = Readonly<z.infer<typeof grant>>;

/** One file a person, so that two commands at once cannot undo each other. */
export function accessFolder(dataFolder: string): string {
  return join(dataFolder, "access");
}

/** Files that are no grants open nothing; `warn` is told of each. */
export function readGrants(folder: string, warn: (problem: string) => void): readonly Grant[] {
  return names(folder).flatMap((name) => {
    try {
      const found = grant.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")));
      if (found.name !== name) throw new Error(`it is ${found.name}'s`);
      return [found];
    } catch (error) {
      warn(`${join(folder, `${name}.json`)} grants nothing: ${errorText(error)}`);
      return [];
    }
  });
}

/** Returns the new token, which is not shown again. Throws for a name that cannot be one, or is taken. */
export function createGrant(
  folder: string,
  { name, role, nowMs }: { readonly name: string; readonly role: Role; readonly nowMs: number },
): string {
  const token = randomBytes(32).toString("base64url");
  const read = grant.safeParse({ name, role, digest: tokenDigest(token).toString("hex"), createdAtMs: nowMs });
  if (!read.success)
    throw new Error(`${JSON.stringify(name)} is no name: use up to 40 letters, digits, dots, dashes and underscores`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(read.data)}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new Error(`${name} has a token already: revoke it first`);
    throw error;
  }
  return token;
}

/** Browsers that are open with the token are closed by the console within seconds. */
export function revokeGrant(folder: string, name: string): void {
  if (!names(folder).includes(name)) throw new Error(`${name} has no token here`);
  rmSync(join(folder, `${name}.json`));
}

export function tokenDigest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .map((file) => file.slice(0, -".json".length))
      .sort();
  } catch {
    // Nobody was given a token yet.
    return [];
  }
}
