import type { DeepReadonly } from "../../../../shared/contract/define.ts";
import { type NotifyChannel, notifyChannel } from "../../../../shared/domain/workspace/notifyChannel.ts";

export type ChannelKind = NotifyChannel["kind"];
type Kept = DeepReadonly<NotifyChannel>;

/** A channel as its form has it: texts, empty for what is not said. Values of secrets that are empty stay as they are kept. */
export interface ChannelDraft {
  readonly kind: ChannelKind;
  readonly name: string;
  /** A host's name; empty for straight from here. */
  readonly via: string;
  readonly url: string;
  /** Of a robot or a Slack room: the address is itself the secret. */
  readonly address: string;
  readonly sign: string;
  readonly routingKey: string;
  readonly host: string;
  readonly port: string;
  readonly security: "starttls" | "tls" | "none";
  readonly user: string;
  readonly password: string;
  readonly from: string;
  /** Separated by commas. */
  readonly to: string;
  readonly signIn: "none" | "basic" | "bearer";
  readonly token: string;
  readonly method: "POST" | "PUT";
  readonly contentType: string;
  readonly template: string;
}

type ChannelField = keyof ChannelDraft;
/** What is wrong, by the field to mend. */
export type ChannelProblems = Readonly<Partial<Record<ChannelField, string>>>;

export type ReadChannel =
  | {
      readonly ok: true;
      readonly channel: NotifyChannel;
      /** By name: the values that were typed. */
      readonly secrets: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly problems: ChannelProblems };

const emptyChannel: ChannelDraft = {
  ...{ kind: "slack", name: "", via: "", url: "", address: "", sign: "", routingKey: "" },
  ...{ host: "", port: "587", security: "starttls", user: "", password: "", from: "", to: "" },
  ...{ signIn: "none", token: "", method: "POST", contentType: "application/json", template: "" },
};

export function channelDraftOf(channel: Kept | null): ChannelDraft {
  if (!channel) return emptyChannel;
  const { kind, name } = channel;
  const base = { ...emptyChannel, kind, name, via: ("via" in channel ? channel.via : undefined) ?? "" };
  switch (channel.kind) {
    case "desktop":
    case "slack":
    case "feishu":
    case "dingtalk":
    case "wecom":
      return base;
    case "pagerduty":
      return { ...base, url: channel.url };
    case "email": {
      const { host, port, security, user = "", from, to } = channel;
      return { ...base, host, port: String(port), security, user, from, to: to.join(", ") };
    }
    case "webhook":
      return { ...base, url: channel.url, ...signInOf(channel.auth) };
    case "gateway": {
      const { url, auth, method, contentType, template } = channel;
      return { ...base, url, ...signInOf(auth), method, contentType, template };
    }
  }
}

/** `kept` is the channel that is changed: what the form does not show of it stays. */
export function readChannel(draft: ChannelDraft, kept: Kept | null): ReadChannel {
  const secrets: Record<string, string> = {};
  const problems: Partial<Record<ChannelField, string>> = {};
  /** The secret behind a field: the one that is kept, or one that is called after the channel. */
  const secret = (field: ChannelField, before: string | undefined, suffix: string): string => {
    const reference = before?.startsWith("secret:") ? before : `secret:${draft.name.trim()}-${suffix}`;
    const value = draft[field].trim();
    if (value !== "") secrets[reference.slice("secret:".length)] = value;
    else if (!before) problems[field] = "Fill this in";
    return reference;
  };
  const read = notifyChannel.safeParse({
    ...rawOf(draft, sameKind(kept, draft.kind), secret),
    name: draft.name.trim(),
  });
  if (!read.success) {
    for (const { path, code, message } of read.error.issues) {
      const field = fieldAt(path);
      problems[field] ??= code === "too_small" ? "Fill this in" : message;
    }
  }
  return read.success && Object.keys(problems).length === 0
    ? { ok: true, channel: read.data, secrets }
    : { ok: false, problems };
}

type SecretOf = (field: ChannelField, before: string | undefined, suffix: string) => string;

function rawOf(draft: ChannelDraft, kept: Kept | null, secret: SecretOf): Readonly<Record<string, unknown>> {
  const { kind, user } = draft;
  const said = (field: ChannelField) => (draft[field].trim() === "" ? {} : { [field]: draft[field].trim() });
  const unseen = Object.fromEntries(
    Object.entries(kept ?? {}).filter(([key, value]) => (key === "tls" || key === "headers") && value !== undefined),
  );
  const base = { ...unseen, kind, ...said("via") };
  const before: Readonly<Record<string, unknown>> = kept ?? {};
  const known = (key: string) => (typeof before[key] === "string" ? before[key] : undefined);
  switch (kind) {
    case "desktop":
      return { kind };
    case "slack":
    case "wecom":
      return { ...base, url: secret("address", known("url"), "address") };
    case "feishu":
    case "dingtalk": {
      const signs = draft.sign.trim() !== "" || known("sign") !== undefined;
      const sign = signs ? { sign: secret("sign", known("sign"), "sign") } : {};
      return { ...base, url: secret("address", known("url"), "address"), ...sign };
    }
    case "pagerduty":
      return { ...base, ...said("url"), routingKey: secret("routingKey", known("routingKey"), "key") };
    case "email": {
      const signIn =
        user.trim() === "" ? {} : { user: user.trim(), password: secret("password", known("password"), "password") };
      const to = draft.to.split(/[,;\s]+/).filter((one) => one !== "");
      const { via: _, ...own } = base as { readonly via?: string };
      return {
        ...own,
        ...said("host"),
        port: Number(draft.port),
        security: draft.security,
        ...signIn,
        ...said("from"),
        to,
      };
    }
    case "webhook":
      return { ...base, url: draft.url.trim(), ...authOf(draft, kept, secret) };
    case "gateway": {
      const { method, template } = draft;
      return {
        ...base,
        url: draft.url.trim(),
        ...authOf(draft, kept, secret),
        method,
        ...said("contentType"),
        template,
      };
    }
  }
}

function authOf(draft: ChannelDraft, kept: Kept | null, secret: SecretOf): { readonly auth?: unknown } {
  const before = kept && "auth" in kept ? kept.auth : undefined;
  if (draft.signIn === "none") return before && "apiKey" in before ? { auth: before } : {};
  if (draft.signIn === "bearer") {
    return { auth: { bearer: secret("token", before && "bearer" in before ? before.bearer : undefined, "token") } };
  }
  const password = secret("token", before && "basic" in before ? before.basic.password : undefined, "token");
  return { auth: { basic: { user: draft.user.trim(), password } } };
}

function signInOf(auth: Extract<Kept, { readonly kind: "webhook" }>["auth"]): Pick<ChannelDraft, "signIn" | "user"> {
  if (!auth || "apiKey" in auth) return { signIn: "none", user: "" };
  return "bearer" in auth ? { signIn: "bearer", user: "" } : { signIn: "basic", user: auth.basic.user };
}

function sameKind(kept: Kept | null, kind: ChannelKind): Kept | null {
  return kept?.kind === kind ? kept : null;
}

function fieldAt([first, second, third]: readonly PropertyKey[]): ChannelField {
  if (first === "auth") return second === "basic" && third === "user" ? "user" : "token";
  return typeof first === "string" && Object.hasOwn(emptyChannel, first) ? (first as ChannelField) : "name";
}
