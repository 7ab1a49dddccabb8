import { expect, it } from "vitest";
import { groupFingerprint, keyTitle } from "../../../../renderer/app/hostKey/fingerprint.ts";

it("groups a SHA256 fingerprint on two lines without losing a character", () => {
  const fingerprint = "SHA256:q3Vn8Zt1Yk0Lc5RwHd2PmX7uAe9T4bJsGf6KoWiNv1E";
  const { hash, lines } = groupFingerprint(fingerprint);
  expect(lines).toEqual([
    ["q3Vn", "8Zt1", "Yk0L", "c5Rw", "Hd2P"],
    ["mX7u", "Ae9T", "4bJs", "Gf6K", "oWiN", "v1E"],
  ]);
  expect(hash + lines.flat().join("")).toBe(fingerprint);
});

it("shows a fingerprint of an unknown form whole", () => {
  const { hash, lines } = groupFingerprint("abcdefgh");
  expect(hash + lines.flat().join("")).toBe("abcdefgh");
});

it.each([
  [{ type: "ssh-ed25519", bits: 256 }, "ED25519 256"],
  [{ type: "ecdsa-sha2-nistp384", bits: 384 }, "ECDSA 384"],
  [{ type: "rsa-sha2-512", bits: 3072 }, "RSA 3072"],
  [{ type: "ssh-dss", bits: null }, "DSA"],
  [{ type: "ssh-new", bits: null }, "ssh-new"],
])("%j is titled %s", (key, title) => {
  expect(keyTitle(key)).toBe(title);
});
