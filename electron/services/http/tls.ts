import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect, type TLSSocket } from "node:tls";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { TlsTrust } from "./types.ts";

/**
 * TLS over a stream, with a certificate that is trusted: the pinned one, or one that an authority vouches for under the
 * server's name. Nothing of the request is sent before. Rejects with TLS_UNTRUSTED or UNAVAILABLE.
 */
export function secured(stream: Duplex, host: string, trust: TlsTrust): Promise<TLSSocket> {
  const name = trust.serverName ?? host;
  const { ca, cert, key } = trust;
  return new Promise((resolve, reject) => {
    const socket = connect({
      socket: stream,
      host: name,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ALPNProtocols: ["http/1.1"],
      // Judged below, where the certificate that was offered can be told.
      rejectUnauthorized: false,
    });
    const fail = (error: MidwatchError) => {
      socket.destroy();
      stream.destroy();
      reject(error);
    };
    socket.once("secureConnect", () => {
      const untrusted = whyUntrusted(socket, name, trust);
      if (untrusted) fail(untrusted);
      else resolve(socket);
    });
    socket.on("error", (error) => fail(unavailable(name, error)));
    stream.once("close", () => fail(unavailable(name, new Error("the connection was closed during the handshake"))));
  });
}

/** What the settings are called that mend it. */
const settings = {
  workspace: { name: "tls.serverName", authority: "name its authority (tls.ca), or pin it (tls.fingerprint)" },
  kubeconfig: { name: "tls-server-name", authority: "name its authority in the kubeconfig (certificate-authority)" },
} as const;

function whyUntrusted(
  socket: TLSSocket,
  name: string,
  { fingerprint: pin, writtenIn }: TlsTrust,
): MidwatchError | null {
  const offered = socket.getPeerCertificate().fingerprint256 ?? "";
  const detail = { offered };
  if (pin !== undefined) {
    if (plain(pin) === plain(offered)) return null;
    const message = `${name} shows another certificate than the pinned one: it shows SHA-256 ${offered}. Nothing was sent to it`;
    return new MidwatchError("TLS_UNTRUSTED", message, { detail });
  }
  if (socket.authorized) return null;
  const why = String(socket.authorizationError);
  const { name: nameSetting, authority } = settings[writtenIn ?? "workspace"];
  const advice =
    why === "ERR_TLS_CERT_ALTNAME_INVALID"
      ? `it is for other names. Ask for it by one of them, or name it (${nameSetting})`
      : `${authority} after comparing SHA-256 ${offered}`;
  const message = `The certificate of ${name} is not trusted (${why}): ${advice}`;
  return new MidwatchError("TLS_UNTRUSTED", message, { detail });
}

function plain(fingerprint: string): string {
  return fingerprint
    .replace(/^sha256:/i, "")
    .replaceAll(":", "")
    .toLowerCase();
}

function unavailable(name: string, cause: Error): MidwatchError {
  return new MidwatchError("UNAVAILABLE", `No TLS with ${name}: ${reasonOf(cause)}`, { retryable: true, cause });
}

/** OpenSSL's messages hold places in its source; its reason is the part that somebody can read. */
function reasonOf(cause: Error): string {
  if (!("reason" in cause) || typeof cause.reason !== "string") return cause.message;
  return cause.reason === "wrong version number" ? "what answers there speaks no TLS" : cause.reason;
}
