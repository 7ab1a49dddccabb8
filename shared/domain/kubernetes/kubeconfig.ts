import { z } from "zod";
import { MidwatchError } from "../../base/errors.ts";
import { readYaml } from "../yaml/readYaml.ts";

const text = z.string().min(1);

/** A program that hands out credentials, as kubectl runs it. */
const execProgram = z.object({
  apiVersion: z.string().default("client.authentication.k8s.io/v1"),
  command: text,
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: text, value: z.string() })).nullish(),
  installHint: z.string().nullish(),
  interactiveMode: z.string().nullish(),
  provideClusterInfo: z.boolean().nullish(),
});
export type ExecProgram = Readonly<z.infer<typeof execProgram>>;

const clusterEntry = z.object({
  server: text,
  "certificate-authority": text.nullish(),
  "certificate-authority-data": text.nullish(),
  "insecure-skip-tls-verify": z.boolean().nullish(),
  "tls-server-name": text.nullish(),
  "proxy-url": text.nullish(),
});

const userEntry = z.object({
  token: text.nullish(),
  tokenFile: text.nullish(),
  "client-certificate": text.nullish(),
  "client-certificate-data": text.nullish(),
  "client-key": text.nullish(),
  "client-key-data": text.nullish(),
  username: text.nullish(),
  "auth-provider": z.unknown().optional(),
  exec: execProgram.nullish(),
});

const file = z.object({
  "current-context": z.string().nullish(),
  clusters: z.array(z.object({ name: text, cluster: clusterEntry })).nullish(),
  contexts: z
    .array(z.object({ name: text, context: z.object({ cluster: text, user: z.string().default("") }) }))
    .nullish(),
  users: z.array(z.object({ name: text, user: userEntry.nullish() })).nullish(),
});

/** A file as read: `path` is named in errors, and relative files of it stand beside it. */
export interface KubeconfigFile {
  readonly path: string;
  readonly text: string;
}

/** A PEM text, in the file itself (base64) or in another one. */
export type PemRef = { readonly base64: string } | { readonly file: string; readonly relativeTo: string };

export interface KubeContext {
  readonly name: string;
  readonly server: string;
  readonly tlsServerName: string | null;
  readonly ca: PemRef | null;
  readonly cert: PemRef | null;
  readonly key: PemRef | null;
  readonly sign: SignIn;
}

/** How a context proves who it is, beside a certificate. */
type SignIn =
  | { readonly kind: "none" }
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "tokenFile"; readonly file: string; readonly relativeTo: string }
  | { readonly kind: "exec"; readonly program: ExecProgram; readonly relativeTo: string };

/** Of several files the first that names a thing wins, as with KUBECONFIG. Throws WORKSPACE_INVALID, NOT_FOUND or UNSUPPORTED. */
export function readContext(files: readonly KubeconfigFile[], wanted: string | undefined): KubeContext {
  const read = files.map(({ path, text: source }) => ({ path, ...parse(path, source) }));
  const names = read.flatMap(({ contexts }) => (contexts ?? []).map(({ name }) => name));
  const name = wanted ?? read.map((one) => one["current-context"]).find((one) => one);
  const where = files.map(({ path }) => path).join(", ");
  if (!name)
    throw new MidwatchError("NOT_FOUND", `${where} has no current context: name one of ${names.join(", ") || "none"}`);
  const context = read.flatMap(({ contexts }) => contexts ?? []).find((one) => one.name === name)?.context;
  if (!context) {
    throw new MidwatchError(
      "NOT_FOUND",
      `No context of ${where} is called ${name}: there is ${names.join(", ") || "none"}`,
    );
  }
  const clusters = read.flatMap(({ path, clusters: list }) => (list ?? []).map((one) => ({ ...one, path })));
  const users = read.flatMap(({ path, users: list }) => (list ?? []).map((one) => ({ ...one, path })));
  const cluster = clusters.find((one) => one.name === context.cluster);
  if (!cluster)
    throw new MidwatchError(
      "NOT_FOUND",
      `The context ${name} names the cluster ${context.cluster}, which ${where} does not have`,
    );
  const user = users.find((one) => one.name === context.user);
  if (!user && context.user !== "") {
    throw new MidwatchError(
      "NOT_FOUND",
      `The context ${name} names the user ${context.user}, which ${where} does not have`,
    );
  }
  refuseUnsafe(name, cluster.cluster, user?.user ?? {});
  const { cluster: at } = cluster;
  const of = user?.user ?? {};
  const userPath = user?.path ?? cluster.path;
  return {
    name,
    server: at.server.replace(/\/+$/, ""),
    tlsServerName: at["tls-server-name"] ?? null,
    ca: pem(at["certificate-authority-data"], at["certificate-authority"], cluster.path),
    cert: pem(of["client-certificate-data"], of["client-certificate"], userPath),
    key: pem(of["client-key-data"], of["client-key"], userPath),
    sign: signIn(of, userPath),
  };
}

function parse(path: string, source: string): z.output<typeof file> {
  const read = readYaml(source, file, { file: path });
  if (read.kind === "value") return read.value;
  const [problem] = read.problems;
  throw new MidwatchError("WORKSPACE_INVALID", `${path}:${problem?.line}:${problem?.column}: ${problem?.message}`);
}

function refuseUnsafe(
  name: string,
  cluster: z.output<typeof clusterEntry>,
  user: Partial<z.output<typeof userEntry>>,
): void {
  const unsupported = (what: string, instead: string) =>
    new MidwatchError("UNSUPPORTED", `The context ${name} has ${what}: ${instead}`);
  if (cluster["insecure-skip-tls-verify"]) {
    throw unsupported(
      "insecure-skip-tls-verify",
      "anybody could answer for the cluster. Name its authority (certificate-authority)",
    );
  }
  if (cluster["proxy-url"]) throw unsupported("proxy-url", "reach it through an SSH host instead (via)");
  const [, scheme, host] = /^(https?):\/\/(\[[^\]]+\]|[^/:?#@\s]+)(?::\d+)?(?:\/[^\s?#]*)?$/.exec(cluster.server) ?? [];
  if (scheme === undefined) {
    throw new MidwatchError("WORKSPACE_INVALID", `The server of the context ${name} is no address: ${cluster.server}`);
  }
  const isHere = ["127.0.0.1", "localhost", "[::1]"].includes(host ?? "");
  if (scheme === "http" && !isHere && (user.token || user.tokenFile || user.exec)) {
    throw unsupported("a token and a server without TLS", "the token could be read on the way. Use https");
  }
  if (user["auth-provider"] !== undefined) {
    throw unsupported("auth-provider", "Kubernetes has removed it. Use the exec plugin of your provider");
  }
  if (user.username)
    throw unsupported("a user name and password", "Kubernetes has removed that. Use a token or a certificate");
}

function pem(data: string | null | undefined, other: string | null | undefined, relativeTo: string): PemRef | null {
  if (data) return { base64: data };
  return other ? { file: other, relativeTo } : null;
}

function signIn(user: Partial<z.output<typeof userEntry>>, relativeTo: string): SignIn {
  // A file's token is renewed while it is used, so it comes first, as in kubectl.
  if (user.tokenFile) return { kind: "tokenFile", file: user.tokenFile, relativeTo };
  if (user.token) return { kind: "token", token: user.token };
  if (user.exec) return { kind: "exec", program: user.exec, relativeTo };
  return { kind: "none" };
}
