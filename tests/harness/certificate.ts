import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  /** SHA-256, as `openssl x509 -fingerprint` prints it. */
  readonly fingerprint: string;
}

/** A self-signed certificate for `names` (DNS names or `IP:...`), in `folder`. */
export function selfSigned(folder: string, name: string, names: readonly string[]): Certificate {
  const certFile = join(folder, `${name}.crt`);
  const keyFile = join(folder, `${name}.key`);
  const subject = [
    "-subj",
    `/CN=${name}`,
    "-addext",
    `subjectAltName=${names.map((one) => (one.includes(":") ? one : `DNS:${one}`)).join(",")}`,
  ];
  const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", [...kind, ...subject, "-keyout", keyFile, "-out", certFile], { stdio: "ignore" });
  const cert = readFileSync(certFile, "utf8");
  return { cert, key: readFileSync(keyFile, "utf8"), certFile, fingerprint: new X509Certificate(cert).fingerprint256 };
}
