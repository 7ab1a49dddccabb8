import { MidwatchError } from "../../../shared/base/errors.ts";
import type { HttpAuth } from "../../../shared/domain/workspace/httpAccess.ts";
import type { SecretStore } from "../store/types.ts";

/** The value of the Authorization header; null without `auth`. Rejects with NOT_FOUND when the secret has no value yet. */
export async function authorization(
  auth: HttpAuth | undefined,
  secrets: Pick<SecretStore, "get">,
): Promise<string | null> {
  if (!auth) return null;
  if ("bearer" in auth) return `Bearer ${await secretOf(auth.bearer, secrets)}`;
  if ("apiKey" in auth) return `ApiKey ${await secretOf(auth.apiKey, secrets)}`;
  const { user, password } = auth.basic;
  return `Basic ${Buffer.from(`${user}:${await secretOf(password, secrets)}`).toString("base64")}`;
}

async function secretOf(reference: string, secrets: Pick<SecretStore, "get">): Promise<string> {
  const name = reference.replace(/^secret:/, "");
  const value = await secrets.get(name);
  if (value !== null && !/\p{Cc}/u.test(value)) return value;
  if (value !== null)
    throw new MidwatchError("BAD_REQUEST", `The secret ${name} holds a line break or control character`);
  throw new MidwatchError(
    "NOT_FOUND",
    `The secret ${name} has no value here: set it, and the next attempt will use it`,
  );
}
