import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { maskSecrets } from "../../../shared/domain/runbook/maskSecrets.ts";
import type { SecretStore } from "../store/types.ts";

/** The secrets of one attempt. */
export interface OpenSecrets {
  /** Rejects with NOT_FOUND while the secret has no value, and with UNAVAILABLE while it cannot be read; `reference` is `secret:NAME`. */
  read(reference: string): Promise<string>;
  /** A text without the values that were read. */
  mask(text: string): string;
}

export function openSecrets(secrets: Pick<SecretStore, "get">): OpenSecrets {
  const values: string[] = [];
  return {
    async read(reference) {
      const name = reference.replace(/^secret:/, "");
      const value = await secrets.get(name).catch((cause: unknown) => {
        const message = `The secret ${name} cannot be read now: ${errorText(cause)}`;
        throw new MidwatchError("UNAVAILABLE", message, { retryable: true, cause });
      });
      if (value === null) {
        throw new MidwatchError("NOT_FOUND", `The secret ${name} has no value here: set it in Settings`, {
          retryable: true,
        });
      }
      values.push(value, ...partsOf(value));
      return value;
    },
    mask: (text) => maskSecrets(values)(text),
  };
}

/** An address that is a secret shows up in errors as its path and its query too. */
function partsOf(value: string): readonly string[] {
  if (!/^https?:/.test(value)) return [];
  try {
    const { pathname, search } = new URL(value);
    return [pathname + search, pathname, search].filter((part) => part.length > 1);
  } catch {
    return [];
  }
}
