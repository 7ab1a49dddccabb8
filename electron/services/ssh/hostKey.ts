import { createHash } from "node:crypto";
import type { HostKey } from "../../../shared/domain/host/state.ts";
import { keyTypeOf } from "./knownHosts/parseKnownHosts.ts";
import { randomart } from "./randomart.ts";

/** `SHA256:...` without padding, as OpenSSH prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** A key in the words a person compares. */
export function describeHostKey(key: Buffer): HostKey {
  const type = keyTypeOf(key) ?? "unknown";
  const bits = keyBits(type, key);
  const name = type.replace(/^(ssh|ecdsa)-(sha2-)?/, (_all, family) => (family === "ecdsa" ? "ecdsa-" : ""));
  const title = `${(name.split("-")[0] ?? name).toUpperCase()}${bits === null ? "" : ` ${bits}`}`;
  return {
    type,
    bits,
    fingerprint: fingerprintOf(key),
    randomart: randomart(createHash("sha256").update(key).digest(), title, "SHA256"),
  };
}

function keyBits(type: string, key: Buffer): number | null {
  if (type.includes("ed25519")) return 256;
  const curve = /nistp(\d+)/.exec(type);
  if (curve) return Number(curve[1]);
  return type === "ssh-rsa" ? rsaBits(key) : null;
}

/** Wire form: name, exponent, modulus, each with a 4-byte length; the modulus may start with a zero byte. */
function rsaBits(key: Buffer): number | null {
  let offset = 0;
  for (let field = 0; field < 2; field += 1) {
    if (offset + 4 > key.length) return null;
    offset += 4 + key.readUInt32BE(offset);
  }
  if (offset + 4 > key.length) return null;
  const modulus = key.subarray(offset + 4, offset + 4 + key.readUInt32BE(offset));
  const first = modulus.findIndex((byte) => byte !== 0);
  if (first < 0) return null;
  return (modulus.length - first - 1) * 8 + (32 - Math.clz32(modulus[first] ?? 0));
}
