import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ssh2 from "ssh2";

export interface DemoKey {
  /** OpenSSH's private key format. */
  readonly privateKey: string;
  /** Wire form. */
  readonly publicKey: Buffer;
  /** `ssh-ed25519 AAAA...` */
  readonly publicLine: string;
}

/** ssh2's generator now and then writes a key that its own parser refuses; another one is then made. */
function createKey(comment: string): DemoKey {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519", { comment });
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return keyOf(pair.private, pair.public);
  }
}

/** The key in `folder/name`, made on first use: trust given to a demo host lasts as long as its folder. */
export function keptKey(folder: string, name: string): DemoKey {
  const file = join(folder, name);
  if (existsSync(file) && existsSync(`${file}.pub`))
    return keyOf(readFileSync(file, "utf8"), readFileSync(`${file}.pub`, "utf8"));
  return renewedKey(folder, name);
}

/** Another key in the same place. */
export function renewedKey(folder: string, name: string): DemoKey {
  const file = join(folder, name);
  const key = createKey(name);
  writeFileSync(file, key.privateKey, { mode: 0o600 });
  chmodSync(file, 0o600);
  writeFileSync(`${file}.pub`, `${key.publicLine}\n`);
  return key;
}

function keyOf(privateKey: string, publicText: string): DemoKey {
  const [type = "", encoded = ""] = publicText.trim().split(/\s+/);
  return { privateKey, publicKey: Buffer.from(encoded, "base64"), publicLine: `${type} ${encoded}` };
}
