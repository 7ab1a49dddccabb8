import type { SecretStore } from "../services/store/types.ts";

/** Secrets that live until the console ends: nothing on a jump host's disk. */
export function createMemorySecrets(): SecretStore {
  const secrets = new Map<string, string>();
  return {
    persistent: false,
    get: async (name) => secrets.get(name) ?? null,
    async set(name, value) {
      secrets.set(name, value);
    },
    async delete(name) {
      secrets.delete(name);
    },
  };
}
