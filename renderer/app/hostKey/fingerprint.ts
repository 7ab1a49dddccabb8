const groupLength = 4;
const firstLineGroups = 5;

/** `SHA256:` and the digest in groups of four on two lines, as one reads it aloud. */
export function groupFingerprint(fingerprint: string): {
  readonly hash: string;
  readonly lines: readonly (readonly string[])[];
} {
  const colon = fingerprint.indexOf(":");
  const digest = fingerprint.slice(colon + 1);
  const groups = digest.match(new RegExp(`.{1,${groupLength}}`, "g")) ?? [];
  return {
    hash: fingerprint.slice(0, colon + 1),
    lines: [groups.slice(0, firstLineGroups), groups.slice(firstLineGroups)].filter((line) => line.length > 0),
  };
}

const typeNames: Readonly<Record<string, string>> = {
  "ssh-ed25519": "ED25519",
  "sk-ssh-ed25519@openssh.com": "ED25519-SK",
  "ssh-rsa": "RSA",
  "rsa-sha2-256": "RSA",
  "rsa-sha2-512": "RSA",
  "ssh-dss": "DSA",
};

/** `ED25519 256`, `ECDSA 384`, `RSA 3072`, as ssh-keygen names keys. */
export function keyTitle({ type, bits }: { readonly type: string; readonly bits: number | null }): string {
  const name = typeNames[type] ?? (type.includes("ecdsa") ? "ECDSA" : type);
  return bits === null ? name : `${name} ${bits}`;
}
