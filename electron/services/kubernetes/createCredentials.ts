import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import type { KubeContext, PemRef } from "../../../shared/domain/kubernetes/kubeconfig.ts";
import type { ServerOptions } from "../http/types.ts";
import { type ExecCredential, runExecProgram } from "./execCredential.ts";

/** A credential is renewed so long before it is over. */
const marginMs = 30_000;

type HttpCredentials = NonNullable<ServerOptions["credentials"]>;

/** How a context signs in. What it takes lives in memory alone, and is read again as it runs out. */
export interface Credentials extends HttpCredentials, Disposable {
  /** They were not accepted: the next request asks for new ones. */
  forget(): void;
}

export function createCredentials(
  context: KubeContext,
  {
    clock,
    loginPath,
    environment,
  }: {
    readonly clock: Clock;
    readonly loginPath: () => Promise<string | null>;
    readonly environment: NodeJS.ProcessEnv;
  },
): Credentials {
  const { sign } = context;
  const ended = new AbortController();
  let handedOut: Promise<ExecCredential> | null = null;

  async function fromProgram(): Promise<ExecCredential | null> {
    if (sign.kind !== "exec") return null;
    const known = await handedOut?.catch(() => null);
    const endsMs = Date.parse(known?.expirationTimestamp ?? "");
    if (known && (Number.isNaN(endsMs) || endsMs - marginMs > clock.nowMs())) return known;
    handedOut = loginPath().then((path) =>
      runExecProgram(sign.program, { relativeTo: sign.relativeTo, path, environment, signal: ended.signal }),
    );
    return handedOut;
  }

  async function token(): Promise<string | null> {
    switch (sign.kind) {
      case "none":
        return null;
      case "token":
        return sign.token;
      case "tokenFile":
        return (await readBeside(sign.file, sign.relativeTo, "tokenFile")).trim();
      case "exec":
        return (await fromProgram())?.token ?? null;
    }
  }

  return {
    async trust() {
      const [ca, cert, key, handed] = await Promise.all([
        readPem(context.ca, "certificate-authority"),
        readPem(context.cert, "client-certificate"),
        readPem(context.key, "client-key"),
        fromProgram(),
      ]);
      return {
        writtenIn: "kubeconfig" as const,
        ...(ca === null ? {} : { ca }),
        ...pair(handed?.clientCertificateData ?? cert, handed?.clientKeyData ?? key),
        ...(context.tlsServerName === null ? {} : { serverName: context.tlsServerName }),
      };
    },
    async authorization() {
      const value = await token();
      if (value === null) return null;
      // It would become another header, or be quoted in an error.
      if (!/^[\x21-\x7e]+$/.test(value)) {
        throw new MidwatchError(
          "WORKSPACE_INVALID",
          `The token of the context ${context.name} is no token: it holds spaces or signs beyond ASCII`,
        );
      }
      return `Bearer ${value}`;
    },
    /** A program that still signs in ends. */
    dispose: () => ended.abort(),
    forget() {
      handedOut = null;
    },
  };
}

function pair(cert: string | null, key: string | null): { readonly cert?: string; readonly key?: string } {
  return cert === null || key === null ? {} : { cert, key };
}

async function readPem(reference: PemRef | null, what: string): Promise<string | null> {
  if (reference === null) return null;
  if ("base64" in reference) return Buffer.from(reference.base64, "base64").toString("utf8");
  return readBeside(reference.file, reference.relativeTo, what);
}

async function readBeside(file: string, relativeTo: string, what: string): Promise<string> {
  const path = resolve(dirname(relativeTo), file);
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new MidwatchError(
      "WORKSPACE_INVALID",
      `${path} (${what} of ${relativeTo}) cannot be read: ${errorText(error)}`,
    );
  }
}
