import type { Algorithms, ServerHostKeyAlgorithm } from "ssh2";

const hostKeyTypes: readonly ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
];

/**
 * What we agree to in a handshake: nothing with SHA-1, CBC or DSA, so nobody on the way can talk us down to it.
 * The key types on file come first: a server that also has another key must not look unknown or changed.
 */
export function algorithmsFor(onFile: readonly string[]): Algorithms {
  const wanted = new Set(onFile.flatMap((type) => (type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [type])));
  return {
    serverHostKey: [...hostKeyTypes].sort((a, b) => Number(wanted.has(b)) - Number(wanted.has(a))),
    hmac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"],
    compress: ["none"],
  };
}
