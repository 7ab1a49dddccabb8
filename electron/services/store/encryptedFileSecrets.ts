import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { writeFileAtomic } from "./atomicWrite.ts";
import { fileErrorCode } from "./fileErrors.ts";
import type { SecretStore } from "./types.ts";

const sealed = z.strictObject({ nonce: z.base64(), tag: z.base64(), data: z.base64() });
type Sealed = z.infer<typeof sealed>;

const secretsFile = z.strictObject({
  version: z.literal(1),
  scrypt: z.strictObject({
    salt: z.base64(),
    cost: z.number().int().min(16_384).max(1_048_576),
    blockSize: z.literal(8),
    parallelization: z.literal(1),
  }),
  /** A known text under the key: tells a wrong passphrase from a damaged secret. */
  check: sealed,
  secrets: z.record(z.string(), sealed),
});
type SecretsFile = z.infer<typeof secretsFile>;

const checkName = "";
const checkText = "midwatch";

/**
 * Secrets in one file, each under AES-256-GCM with a key that scrypt makes of the passphrase; a secret is bound to
 * its name. Without a passphrase nothing is written and secrets live in memory. Rejects with STORE_FAILED when the
 * file is there and the passphrase does not open it.
 */
export async function createEncryptedFileSecrets(options: {
  readonly file: string;
  /** `MIDWATCH_SECRETS_PASSPHRASE`; null or empty when there is none. */
  readonly passphrase: string | null;
}): Promise<SecretStore> {
  const { file, passphrase } = options;
  if (!passphrase) return memorySecrets();
  let content = (await readSecrets(file)) ?? emptyFile();
  const key = await deriveKey(passphrase, content.scrypt);
  if (content.check.data === "") content = { ...content, check: seal(key, checkName, checkText) };
  else if (unseal(key, checkName, content.check) !== checkText) throw wrongPassphrase(file);
  let writing: Promise<unknown> = Promise.resolve();

  function change(edit: (secrets: SecretsFile["secrets"]) => SecretsFile["secrets"]): Promise<void> {
    const result = writing.then(async () => {
      const next = { ...content, secrets: edit(content.secrets) };
      await write(file, next);
      content = next;
    });
    writing = result.catch(() => {});
    return result;
  }

  return {
    persistent: true,
    async get(name) {
      const found = Object.hasOwn(content.secrets, name) ? content.secrets[name] : undefined;
      if (!found) return null;
      const value = unseal(key, name, found);
      if (value !== null) return value;
      throw new MidwatchError("STORE_FAILED", `The secret ${name} in ${file} is damaged: enter it again`);
    },
    set: (name, value) => change((secrets) => ({ ...secrets, [name]: seal(key, name, value) })),
    delete: (name) => change(({ [name]: _gone, ...others }) => others),
  };
}

function memorySecrets(): SecretStore {
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

function emptyFile(): SecretsFile {
  return {
    version: 1,
    scrypt: { salt: randomBytes(16).toString("base64"), cost: 32_768, blockSize: 8, parallelization: 1 },
    check: { nonce: "", tag: "", data: "" },
    secrets: {},
  };
}

function deriveKey(passphrase: string, { salt, ...options }: SecretsFile["scrypt"]): Promise<Buffer> {
  // Twice what the parameters need: Node refuses at exactly the need.
  const limits: ScryptOptions = { ...options, maxmem: 256 * options.cost * options.blockSize };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFC"), Buffer.from(salt, "base64"), 32, limits, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function seal(key: Buffer, name: string, text: string): Sealed {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name));
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return {
    nonce: nonce.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  };
}

/** Null when the key or the name is another, or the text was tampered with. */
function unseal(key: Buffer, name: string, { nonce, tag, data }: Sealed): string | null {
  try {
    const options = { authTagLength: 16 };
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"), options);
    decipher.setAAD(Buffer.from(name)).setAuthTag(Buffer.from(tag, "base64"));
    return Buffer.concat([decipher.update(Buffer.from(data, "base64")), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

async function readSecrets(file: string): Promise<SecretsFile | null> {
  try {
    return secretsFile.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    if (fileErrorCode(cause) === "ENOENT") return null;
    throw new MidwatchError(
      "STORE_FAILED",
      `${file} could not be read (${errorText(cause)}): saved secrets are not available. Move it away to start afresh`,
      { cause },
    );
  }
}

async function write(file: string, content: SecretsFile): Promise<void> {
  try {
    await writeFileAtomic(file, `${JSON.stringify(content, null, 2)}\n`, 0o600);
  } catch (cause) {
    throw new MidwatchError(
      "STORE_FAILED",
      `${file} could not be written (${errorText(cause)}): secrets are unchanged`,
      {
        cause,
      },
    );
  }
}

function wrongPassphrase(file: string): MidwatchError {
  return new MidwatchError(
    "STORE_FAILED",
    `MIDWATCH_SECRETS_PASSPHRASE does not open ${file}: set the passphrase it was made with, or move the file away to start afresh`,
  );
}
