import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { type WorkspaceServer, workspaceServer } from "../../../shared/domain/workspace/workspaceServer.ts";

type SourceKind = WorkspaceServer["kind"];
export type SignIn = "none" | "basic" | "bearer" | "apiKey";

/** A source as its form has it: texts, empty for what is not said. */
export interface SourceDraft {
  readonly kind: SourceKind;
  readonly name: string;
  readonly url: string;
  /** A host's name; empty for straight from here. */
  readonly via: string;
  readonly signIn: SignIn;
  readonly user: string;
  /** A secret's name, without `secret:`. */
  readonly secret: string;
  /** Empty leaves the kept one. */
  readonly secretValue: string;
  readonly selector: string;
  readonly hostLabel: string;
  readonly index: string;
  readonly timeField: string;
  /** `name: value`, one a line: put on series that are forwarded. */
  readonly labels: string;
  /** `Name: value`, one a line. */
  readonly headers: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly serverName: string;
  readonly fingerprint: string;
}

type DraftField = keyof SourceDraft;
/** What is wrong, by the field to mend. */
export type DraftProblems = Readonly<Partial<Record<DraftField, string>>>;

export type ReadDraft =
  | { readonly ok: true; readonly server: WorkspaceServer }
  | { readonly ok: false; readonly problems: DraftProblems };

export const emptyDraft: SourceDraft = {
  kind: "prometheus",
  name: "",
  url: "",
  via: "",
  signIn: "none",
  user: "",
  secret: "",
  secretValue: "",
  selector: "",
  hostLabel: "",
  index: "",
  timeField: "",
  labels: "",
  headers: "",
  ca: "",
  cert: "",
  key: "",
  serverName: "",
  fingerprint: "",
};

/** What only some kinds have. */
const fieldsOfKind = {
  prometheus: [],
  alertmanager: [],
  loki: ["selector", "hostLabel"],
  elasticsearch: ["index", "timeField"],
  grafana: [],
  remoteWrite: [],
} as const satisfies Readonly<Record<SourceKind, readonly DraftField[]>>;

export function draftOf(server: DeepReadonly<WorkspaceServer>): SourceDraft {
  const { kind, name, url, via = "", auth, headers = {}, tls = {} } = server;
  const own = Object.entries(server).filter(([field]) => fieldsOfKind[kind].some((one) => one === field));
  return {
    ...emptyDraft,
    ...Object.fromEntries(own),
    ...Object.fromEntries(Object.entries(tls).filter(([, text]) => text !== undefined)),
    ...signInOf(auth),
    kind,
    name,
    url,
    via,
    headers: linesOf(headers),
    labels: server.kind === "remoteWrite" ? linesOf(server.labels ?? {}) : "",
  };
}

export function readDraft(draft: SourceDraft): ReadDraft {
  const { kind, name, url, via } = draft;
  const headers = readLines(draft.headers);
  if (headers === null) return { ok: false, problems: { headers: "Write Name: value, one a line" } };
  const labels = kind === "remoteWrite" ? readLines(draft.labels) : {};
  if (labels === null) return { ok: false, problems: { labels: "Write name: value, one a line" } };
  const read = workspaceServer.safeParse({
    kind,
    name: name.trim(),
    url: url.trim(),
    ...(via === "" ? {} : { via }),
    ...(draft.signIn === "none" ? {} : { auth: authOf(draft) }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...said(draft, fieldsOfKind[kind]),
    ...tlsOf(draft),
  });
  if (read.success) return { ok: true, server: read.data };
  const problems: Partial<Record<DraftField, string>> = {};
  for (const { path, code, message } of read.error.issues) {
    const field = fieldAt(path);
    problems[field] ??= code === "too_small" ? "Fill this in" : (ownWords[field] ?? message);
  }
  return { ok: false, problems };
}

/** Where the file's words would tell of a file. */
const ownWords: DraftProblems = { secret: "Name a secret, such as eu-token" };

function signInOf(auth: DeepReadonly<WorkspaceServer>["auth"]): Pick<SourceDraft, "signIn" | "user" | "secret"> {
  const named = (reference: string) => reference.replace(/^secret:/, "");
  if (!auth) return { signIn: "none", user: "", secret: "" };
  if ("bearer" in auth) return { signIn: "bearer", user: "", secret: named(auth.bearer) };
  if ("apiKey" in auth) return { signIn: "apiKey", user: "", secret: named(auth.apiKey) };
  return { signIn: "basic", user: auth.basic.user, secret: named(auth.basic.password) };
}

function authOf({ signIn, user, secret }: SourceDraft): unknown {
  const reference = `secret:${secret.trim()}`;
  return signIn === "basic" ? { basic: { user: user.trim(), password: reference } } : { [signIn]: reference };
}

function tlsOf(draft: SourceDraft): { readonly tls?: unknown } {
  const tls = said(draft, ["ca", "cert", "key", "serverName", "fingerprint"]);
  return Object.keys(tls).length === 0 ? {} : { tls };
}

function said(draft: SourceDraft, fields: readonly DraftField[]): Readonly<Record<string, string>> {
  const filled = fields.map((field) => [field, draft[field].trim()] as const).filter(([, text]) => text !== "");
  return Object.fromEntries(filled);
}

function linesOf(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

function readLines(text: string): Readonly<Record<string, string>> | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const pairs = lines.map((line) => /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line));
  if (pairs.includes(null)) return null;
  return Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1] ?? "", pair[2] ?? ""]] : [])));
}

function fieldAt(path: readonly PropertyKey[]): DraftField {
  const [first, second, third] = path;
  if (first === "tls" && isField(second)) return second;
  if (first === "auth") return third === "user" ? "user" : "secret";
  return isField(first) ? first : "name";
}

function isField(key: PropertyKey | undefined): key is DraftField {
  return typeof key === "string" && Object.hasOwn(emptyDraft, key);
}
