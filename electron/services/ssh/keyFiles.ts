import { readFile } from "node:fs/promises";
import ssh2, { type ParsedKey } from "ssh2";

/** Asks for the passphrase of `file`; null when refused. `retry` tells that the last answer was wrong. */
type AskPassphrase = (file: string, retry: boolean) => Promise<string | null>;

/** The person did not give the passphrase: the attempt ends, for all who wait for that key. */
export class PassphraseRefused extends Error {}

/** Private key files; opened keys stay in memory for this run, so that each passphrase is asked for once. */
export interface KeyFiles {
  /** The public half without asking anybody: from the file itself or the `.pub` beside it; null when only the passphrase tells. */
  publicKey(file: string): Promise<ParsedKey | null>;
  /** The private key; null when there is none or its passphrase was wrong three times. Rejects with PassphraseRefused. */
  open(file: string, ask: AskPassphrase): Promise<ParsedKey | null>;
  exists(file: string): Promise<boolean>;
}

const mostTries = 3;

export function createKeyFiles(): KeyFiles {
  const opened = new Map<string, { readonly text: string; readonly key: ParsedKey }>();
  const opening = new Map<string, Promise<ParsedKey | null>>();

  async function decrypt(file: string, ask: AskPassphrase): Promise<ParsedKey | null> {
    const text = await readText(file);
    if (text === null) return null;
    const known = opened.get(file);
    if (known?.text === text) return known.key;
    let parsed = ssh2.utils.parseKey(text);
    for (let tries = 0; needsPassphrase(parsed) && tries < mostTries; tries += 1) {
      const passphrase = await ask(file, tries > 0);
      if (passphrase === null) throw new PassphraseRefused(`the passphrase for ${file} was not given`);
      parsed = ssh2.utils.parseKey(text, passphrase);
    }
    const key = firstKey(parsed);
    if (!key?.isPrivateKey()) return null;
    opened.set(file, { text, key });
    return key;
  }

  return {
    async publicKey(file) {
      const beside = await readText(`${file}.pub`);
      if (beside !== null) {
        const key = firstKey(ssh2.utils.parseKey(beside));
        if (key) return key;
      }
      const text = await readText(file);
      if (text === null) return null;
      const blob = publicPart(text);
      return firstKey(ssh2.utils.parseKey(blob ?? text));
    },
    open(file, ask) {
      // Many hosts use one key: they wait for one answer together.
      const under = opening.get(file);
      if (under) return under;
      const started = decrypt(file, ask).finally(() => opening.delete(file));
      opening.set(file, started);
      return started;
    },
    async exists(file) {
      return (await readText(file)) !== null;
    },
  };
}

function needsPassphrase(parsed: unknown): boolean {
  return parsed instanceof Error && /passphrase|decrypt|integrity|bad/i.test(parsed.message);
}

function firstKey(parsed: ReturnType<typeof ssh2.utils.parseKey>): ParsedKey | null {
  if (parsed instanceof Error) return null;
  return (Array.isArray(parsed) ? parsed[0] : parsed) ?? null;
}

async function readText(file: string): Promise<string | null> {
  return readFile(file, "latin1").catch(() => null);
}

/**
 * OpenSSH's own format keeps the public key in the clear: magic, cipher, kdf, kdf options, count, public key.
 * As a line of an authorized_keys file, or null for other formats.
 */
function publicPart(text: string): string | null {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(text)?.[1];
  if (body === undefined) return null;
  const bytes = Buffer.from(body, "base64");
  let offset = "openssh-key-v1\0".length;
  const field = () => {
    if (offset + 4 > bytes.length) return null;
    const length = bytes.readUInt32BE(offset);
    const value = bytes.subarray(offset + 4, offset + 4 + length);
    offset += 4 + length;
    return value.length === length ? value : null;
  };
  field();
  field();
  field();
  offset += 4;
  const blob = field();
  if (!blob || blob.length < 4) return null;
  const type = blob.toString("latin1", 4, 4 + blob.readUInt32BE(0));
  return `${type} ${blob.toString("base64")}`;
}
