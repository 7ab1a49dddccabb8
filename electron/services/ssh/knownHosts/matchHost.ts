import { createHmac, timingSafeEqual } from "node:crypto";

/** How known_hosts names a host: bare on port 22, `[host]:port` elsewhere. Names are compared in lower case. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** Whether a host field (patterns with `*`, `?`, `!`, or a hash) names `name`. */
export function matchesHost(field: string, name: string): boolean {
  if (field.startsWith("|")) return matchesHash(field, name);
  let matched = false;
  for (const pattern of field.toLowerCase().split(",")) {
    const negated = pattern.startsWith("!");
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

/** `|1|salt|hash`, as `HashKnownHosts yes` wants it; `salt` is 20 random bytes. */
export function hashedName(name: string, salt: Buffer): string {
  return `|1|${salt.toString("base64")}|${hashOf(name, salt).toString("base64")}`;
}

function hashOf(name: string, salt: Buffer): Buffer {
  return createHmac("sha1", salt).update(name).digest();
}

function matchesHash(field: string, name: string): boolean {
  const [, version, salt = "", hash = ""] = field.split("|");
  if (version !== "1") return false;
  const expected = Buffer.from(hash, "base64");
  const actual = hashOf(name, Buffer.from(salt, "base64"));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** Wildcards without regular expressions: linear in the text, whatever the pattern. */
export function matchesPattern(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === "?" || (pattern[p] === text[t] && pattern[p] !== "*"))) {
      p += 1;
      t += 1;
    } else if (pattern[p] === "*") {
      star = p;
      mark = t;
      p += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      t = mark;
    } else return false;
  }
  while (pattern[p] === "*") p += 1;
  return p === pattern.length;
}
