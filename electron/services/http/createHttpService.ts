import type { SecretStore } from "../store/types.ts";
import { authorization } from "./authorization.ts";
import { createHttpClient } from "./createHttpClient.ts";
import { readTrust } from "./readTrust.ts";
import { createServerClient } from "./serverClient.ts";
import type { Dial, HttpService, ServerAddress } from "./types.ts";

export function createHttpService(dependencies: {
  readonly secrets: Pick<SecretStore, "get">;
  /** Certificate files are relative to it. */
  readonly workspaceFolder: string;
  readonly dial: (address: ServerAddress) => Dial;
}): HttpService {
  const { secrets, workspaceFolder, dial } = dependencies;
  const service: HttpService = {
    client: ({ tls = {}, trust = () => readTrust(tls, workspaceFolder), ...options }) =>
      createHttpClient({ ...options, trust }),
    authorization: (auth) => authorization(auth, secrets),
    server: (access, options = {}) => createServerClient(access, { ...options, http: service, dial }),
  };
  return service;
}
