import type { SecretStore } from "../store/types.ts";
import { authorization } from "./authorization.ts";
import { createHttpClient } from "./createHttpClient.ts";
import { readTrust } from "./readTrust.ts";
import type { HttpService } from "./types.ts";

export function createHttpService(dependencies: {
  readonly secrets: Pick<SecretStore, "get">;
  /** Certificate files are relative to it. */
  readonly workspaceFolder: string;
}): HttpService {
  const { secrets, workspaceFolder } = dependencies;
  return {
    client: ({ tls = {}, ...options }) =>
      createHttpClient({ ...options, trust: () => readTrust(tls, workspaceFolder) }),
    authorization: (auth) => authorization(auth, secrets),
  };
}
