import type { Duplex, Readable, Writable } from "node:stream";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { Connection } from "../../../shared/domain/host/state.ts";
import type { WorkspaceHost } from "../../../shared/domain/workspace/model.ts";
import type { TerminalProcess, TerminalSize } from "../openPty.ts";

/** A host of the SSH configuration with an explicit (non-pattern) name. */
export interface ConfiguredHost {
  readonly name: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Why it is not worth watching (a code forge, a wildcard); null for an ordinary host. */
  readonly skipped: string | null;
}

/** One host's effective client configuration: `ssh -G` where a client exists, else our own reading of the files. */
export interface ResolvedHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** Socket path; null when the agent is switched off or absent. */
  readonly identityAgent: string | null;
  /** Files new keys go to first, then the read-only global ones. */
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  /** New entries name the host by a salted hash. */
  readonly hashKnownHosts: boolean;
  readonly hostKeyAlias: string | null;
  /** Jump hosts by name or `user@host:port`, first hop first. */
  readonly proxyJump: readonly string[];
  readonly proxyCommand: string | null;
  readonly connectTimeoutMs: number;
  readonly signIn: SignInRules;
  /** Why the system client is needed: certificates, FIDO keys, GSSAPI, ProxyCommand; null when ssh2 will do. */
  readonly systemOnly: string | null;
}

export type SignInMethod = "publickey" | "keyboard-interactive" | "password";

export interface SignInRules {
  /** What may be tried, in that order: PreferredAuthentications without what is switched off. */
  readonly methods: readonly SignInMethod[];
  /** BatchMode: nobody is asked for anything. */
  readonly batch: boolean;
  /** Answers that may be wrong before the attempt ends: one, unless NumberOfPasswordPrompts says more. Accounts get locked. */
  readonly mostAnswers: number;
}

export interface ExecResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  /** Shown in logs and errors: `gpu.xml`, `doctor.probe`. */
  readonly operation: string;
  readonly timeoutMs: number;
  /** Of stdout and stderr each; more ends the command with LIMIT. Default 4 MB. */
  readonly maxBytes?: number;
  readonly stdin?: string;
  readonly signal?: CancelSignal;
}

/** A running remote command without a terminal. Closing stdin or the connection must end it. */
export interface RemoteProcess extends Disposable {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves once, also when the connection was lost (`exitCode` and `signal` null then). */
  readonly exit: Promise<{ readonly exitCode: number | null; readonly signal: string | null }>;
}

/** A live, authenticated connection. At most three session channels at a time; further ones wait. */
export interface SshConnection {
  readonly transport: "ssh2" | "system";
  readonly authentication: string;
  readonly serverVersion: string | null;
  readonly via: readonly string[];
  /** SHA256 fingerprint of the host's own key; null when the system client kept it to itself. */
  readonly hostKeyFingerprint: string | null;
  readonly closed: boolean;
  readonly onClose: Event<Error | null>;
  /** Runs `command` through the login shell to its end. */
  exec(command: string, options: ExecOptions): Promise<ExecResult>;
  /**
   * Starts `command` and hands over its streams; all three must be consumed. With `mayWait` its output may come a quarter of
   * a second late, once it goes on.
   */
  start(
    command: string,
    options: { readonly operation: string; readonly signal?: CancelSignal; readonly mayWait?: boolean },
  ): Promise<RemoteProcess>;
  /**
   * A terminal on the host: the login shell, or `command` through it. It takes a session channel for as long as it lasts,
   * and only where one stays free for commands: else it rejects with SSH_CHANNEL_REFUSED.
   */
  terminal(
    command: string | null,
    options: { readonly size: TerminalSize; readonly signal?: CancelSignal },
  ): Promise<TerminalProcess>;
  /** direct-tcpip to `address:port` as seen from the host. SSH_FORWARD_REFUSED differs from SSH_REFUSED (port closed). */
  forward(
    address: string,
    port: number,
    options: { readonly timeoutMs: number; readonly signal?: CancelSignal },
  ): Promise<Duplex>;
  /** Milliseconds for one round trip; rejects with SSH_TIMEOUT when the peer does not answer in time. */
  ping(timeoutMs: number): Promise<number>;
  close(): void;
}

/** Keeps one host connected: one attempt in flight, back-off, stops on trust and authentication failures. */
export interface HostLink extends Disposable {
  readonly name: string;
  readonly state: Connection;
  readonly onState: Event<Connection>;
  /** Non-null exactly while `state.kind` is `connected`. */
  readonly connection: SshConnection | null;
  readonly resolved: ResolvedHost | null;
  /** Newest first, at most 20. */
  readonly history: readonly { readonly atMs: number; readonly text: string }[];
  /** Tries now. */
  retry(): void;
  /** Disconnects and stays stopped (`byUser`). */
  stop(): void;
  /** Tells that the data went silent: the link pings with a short deadline and reconnects if there is no answer. */
  suspect(reason: string): void;
}

/** What a workspace says of SSH as a whole. */
export interface SshSettings {
  /** Null reads `~/.ssh/config` and the system's. */
  readonly configFile: string | null;
  readonly defaultTransport: "auto" | "ssh2" | "system";
}

export interface SshService extends Disposable {
  /**
   * From now on. Links that are not connected try again at once, unless they were disconnected by `stop`; the others keep
   * their connections.
   */
  configure(settings: SshSettings): void;
  /** Explicit hosts of the configuration `file`, and the files it was read from: none when it does not exist. */
  listConfigured(): Promise<{
    readonly file: string;
    readonly files: readonly string[];
    readonly hosts: readonly ConfiguredHost[];
  }>;
  /** `overrides` are the workspace's own fields for that name. Rejects with SSH_CONFIG. */
  resolve(name: string, overrides?: WorkspaceHost): Promise<ResolvedHost>;
  /** A supervised link; starts connecting at once. Dispose to disconnect. */
  link(host: WorkspaceHost): HostLink;
  /** One attempt without supervision (checks, doctor). Rejects with the SSH_* codes; detail carries offered and stored keys. */
  connect(host: WorkspaceHost, options: { readonly signal?: CancelSignal }): Promise<SshConnection>;
  /** Trusts the key last offered by `hop` while connecting to `host`; CONFLICT when the fingerprint is another. Waiting links retry. */
  trustHostKey(request: {
    readonly host: string;
    readonly hop: string;
    readonly fingerprint: string;
    readonly remember: boolean;
  }): Promise<void>;
  /** The computer woke up or changed network: every connection is probed at once, every waiting link retries within 2 s. */
  networkChanged(): void;
}

/** Questions a person must answer; implemented by the host layer, which shows them in the UI. */
export interface SshPrompter {
  /**
   * Resolves to one answer per field, or null when refused, expired or nobody is there to ask. Without fields it is a
   * notice: something to do elsewhere, shown until `signal` tells that it is done.
   */
  ask(
    question: {
      readonly host: string;
      readonly hop: string;
      readonly title: string;
      readonly instructions: string;
      readonly fields: readonly { readonly label: string; readonly echo: boolean }[];
    },
    signal: CancelSignal,
  ): Promise<readonly string[] | null>;
}
