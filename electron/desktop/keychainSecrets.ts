import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { isMidwatchError, MidwatchError } from "../../shared/base/errors.ts";
import type { SecretStore } from "../services/store/types.ts";

/** Electron's asynchronous safeStorage. */
export interface SafeStorage {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(text: string): Promise<Buffer>;
  decryptStringAsync(data: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>;
}

/**
 * Whether the keychain really protects: without a keyring Chromium falls back on Linux to a fixed, public key, which
 * only shows in the ciphertext's `v10` prefix (ordinary on macOS).
 */
export async function isKeychainReal(safeStorage: SafeStorage, platform: NodeJS.Platform): Promise<boolean> {
  try {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return false;
    const canary = await safeStorage.encryptStringAsync("canary");
    return platform !== "linux" || canary.subarray(0, 3).toString("latin1") !== "v10";
  } catch {
    return false;
  }
}

/** Secrets in one file of base64 ciphertexts; in memory only where the keychain does not protect. */
export async function createKeychainSecrets(options: {
  readonly safeStorage: SafeStorage;
  readonly platform: NodeJS.Platform;
  readonly file: string;
}): Promise<SecretStore> {
  const { safeStorage, file, platform } = options;
  const persistent = await isKeychainReal(safeStorage, platform);
  const memory = new Map<string, string>();
  let sealed: Readonly<Record<string, string>> = persistent ? await readSealed(file) : {};
  let writing: Promise<void> = Promise.resolve();

  type Sealed = typeof sealed;

  /** One write at a time, each on top of the one before. */
  function write(change: (sealed: Sealed) => Sealed): Promise<void> {
    writing = writing
      .catch(() => {})
      .then(async () => {
        const next = change(sealed);
        const temporary = `${file}.${process.pid}.tmp`;
        try {
          await writeFile(temporary, JSON.stringify({ version: 1, secrets: next }), { mode: 0o600 });
          await rename(temporary, file);
          sealed = next;
        } catch (cause) {
          await rm(temporary, { force: true });
          throw new MidwatchError(
            "STORE_FAILED",
            `${file} could not be written: the secret is kept until Midwatch ends`,
            {
              cause,
            },
          );
        }
      });
    return writing;
  }

  async function seal(name: string, value: string): Promise<void> {
    const data = (await safeStorage.encryptStringAsync(value)).toString("base64");
    await write((others) => ({ ...others, [name]: data }));
  }

  return {
    persistent,
    async get(name) {
      const known = memory.get(name);
      if (known !== undefined) return known;
      const data = sealed[name];
      if (data === undefined) return null;
      // A rejection may be a locked keychain: an error, never "no secret".
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(data, "base64"));
      memory.set(name, result);
      if (shouldReEncrypt) await seal(name, result);
      return result;
    },
    async set(name, value) {
      memory.set(name, value);
      if (persistent) await seal(name, value);
    },
    async delete(name) {
      memory.delete(name);
      if (persistent) await write(({ [name]: _removed, ...others }) => others);
    },
  };
}

async function readSealed(file: string): Promise<Readonly<Record<string, string>>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, "utf8"));
    return sealedSecrets(parsed, file);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return {};
    if (isMidwatchError(cause)) throw cause;
    throw new MidwatchError(
      "STORE_FAILED",
      `${file} could not be read: saved secrets are not available. Move it away to start afresh`,
      { cause },
    );
  }
}

function sealedSecrets(parsed: unknown, file: string): Readonly<Record<string, string>> {
  const secrets = typeof parsed === "object" && parsed !== null && "secrets" in parsed ? parsed.secrets : null;
  if (typeof secrets !== "object" || secrets === null) {
    throw new MidwatchError(
      "STORE_FAILED",
      `${file} is not a file of Midwatch's secrets. Move it away to start afresh`,
    );
  }
  return Object.fromEntries(
    Object.entries(secrets).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
