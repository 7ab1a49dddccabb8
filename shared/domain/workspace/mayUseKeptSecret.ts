import { secretNamed } from "./httpAccess.ts";
import type { WorkspaceFile } from "./model.ts";
import type { ServerAccess } from "./serverAccess.ts";

type Server = Pick<ServerAccess, "url" | "via" | "auth">;

/**
 * Whether the workspace sends the secret of this server's sign-in to that very place already. A kept value must not go
 * anywhere else on the word of a form: whoever may name an address could otherwise read every secret.
 */
export function mayUseKeptSecret(file: WorkspaceFile | null, server: Server): boolean {
  const { auth } = server;
  if (!auth) return true;
  const known: readonly Server[] = [...(file?.sources ?? []), ...(file?.grafana ?? []), ...(file?.remoteWrite ?? [])];
  return known.some(
    (other) => other.auth && secretNamed(other.auth) === secretNamed(auth) && placeOf(other) === placeOf(server),
  );
}

function placeOf({ url, via }: Server): string {
  const [origin] = /^https?:\/\/[^/]+/.exec(url) ?? [url];
  return JSON.stringify([origin.toLowerCase(), via ?? null]);
}
