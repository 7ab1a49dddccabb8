import type { AnyAuthMethod, ParsedKey } from "ssh2";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { type Identity, identitiesFor } from "./identities.ts";
import { type KeyFiles, PassphraseRefused } from "./keyFiles.ts";
import { printable, printableLine } from "./printable.ts";
import type { ResolvedHost, SignInMethod, SshPrompter } from "./types.ts";

/** OpenSSH servers hang up after six refusals (four when hardened) and remember who provoked it. */
const mostKeys = 5;

/** The server's answer to the last try: what may continue, and whether that try was half of what it wants. */
export interface Progress {
  readonly left: readonly string[];
  readonly partial: boolean;
}

export interface Authentication {
  /** For ssh2's `authHandler`: the next thing to try, or false when there is nothing left. `progress` is null at the start. */
  next(progress: Progress | null): Promise<AnyAuthMethod | false>;
  /** What let us in, once the connection is ready. */
  readonly method: string;
  /** Keys and answers sent so far: a server that hangs up after some has refused them. */
  readonly tries: number;
}

interface AuthenticationOptions {
  readonly host: ResolvedHost;
  /** The host this connection is for; `host` may be a hop on the way. */
  readonly target: string;
  readonly prompter: SshPrompter;
  readonly keyFiles: KeyFiles;
  readonly signal: CancelSignal;
  /** Tells when a question opens and closes, so that time-outs can wait. */
  readonly onAsking: (asking: boolean) => void;
  /** A question was refused or expired: nothing more is sent. */
  readonly onRefused: () => void;
}

type Fields = readonly { readonly label: string; readonly echo: boolean }[];

/** Tries what the configuration allows, in its order. Nobody is asked in batch mode, nor after as many wrong answers as it allows. */
export function createAuthentication(options: AuthenticationOptions): Authentication {
  const { host, prompter, target, signal, onAsking, onRefused } = options;
  const username = host.user;
  let identities: Identity[] | null = null;
  const { methods, batch, mostAnswers } = host.signIn;
  /** Tried without that anybody was asked: no other try would end in another way. */
  const spent = new Set<SignInMethod>();
  let passed: string | null = null;
  let trying = "none";
  let keysOffered = 0;
  let tries = 0;
  let answers = 0;

  async function ask(title: string, instructions: string, fields: Fields): Promise<readonly string[] | null> {
    onAsking(true);
    try {
      const question = { host: target, hop: host.name, title, instructions, fields };
      const answers = await prompter.ask(question, signal);
      return answers?.length === fields.length ? answers : null;
    } catch {
      return null;
    } finally {
      onAsking(false);
    }
  }

  async function askPassphrase(file: string, retry: boolean): Promise<string | null> {
    const instructions = retry ? "That passphrase does not open the key." : "";
    const answers = await ask(`Passphrase for ${file}`, instructions, [{ label: "Passphrase", echo: false }]);
    return answers?.[0] ?? null;
  }

  /** Several hosts may wait for one passphrase: none of them is late meanwhile. */
  async function openKey(file: string): Promise<ParsedKey | null> {
    onAsking(true);
    try {
      return await options.keyFiles.open(file, batch ? async () => null : askPassphrase);
    } catch (error) {
      // OpenSSH passes over a key that it may not ask for.
      if (batch && error instanceof PassphraseRefused) return null;
      throw error;
    } finally {
      onAsking(false);
    }
  }

  async function nextKey(): Promise<AnyAuthMethod | null> {
    identities ??= [...(await identitiesFor(host, options.keyFiles, openKey))];
    for (let identity = identities.shift(); identity; identity = identities.shift()) {
      if (keysOffered >= mostKeys || signal.aborted) return null;
      const agent = await identity.prepare();
      if (!agent) continue;
      keysOffered += 1;
      trying = identity.label;
      return { type: "agent", username, agent };
    }
    return null;
  }

  const interactive: AnyAuthMethod = {
    type: "keyboard-interactive",
    username,
    prompt(name, instructions, _language, prompts, finish) {
      const fields = prompts.map(({ prompt, echo }) => ({ label: printableLine(prompt), echo: echo ?? false }));
      const title = printableLine(name) || `Sign in to ${host.name}`;
      void ask(title, printable(instructions), fields).then((given) => {
        answers += 1;
        spent.delete("keyboard-interactive");
        if (given) finish([...given]);
        else onRefused();
      });
    },
  };

  async function askPassword(): Promise<AnyAuthMethod | null> {
    const label = `${username}@${host.address}'s password`;
    const [password] = (await ask(`Sign in to ${host.name}`, "", [{ label, echo: false }])) ?? [];
    answers += 1;
    if (password !== undefined) return { type: "password", username, password };
    onRefused();
    return null;
  }

  async function nextAttempt(left: readonly string[]): Promise<AnyAuthMethod | null> {
    for (const method of methods) {
      if (signal.aborted) return null;
      if (!left.includes(method)) continue;
      const attempt = method === "publickey" ? await nextKey() : await nextQuestion(method);
      if (attempt) return attempt;
    }
    return null;
  }

  async function nextQuestion(method: "keyboard-interactive" | "password"): Promise<AnyAuthMethod | null> {
    // Also where the same secret would be asked for in another way: it was wrong a moment ago.
    if (batch || answers >= mostAnswers || spent.has(method)) return null;
    trying = method;
    if (method === "password") return askPassword();
    spent.add(method);
    return interactive;
  }

  return {
    get method() {
      return passed === null ? trying : `${passed}, ${trying}`;
    },
    get tries() {
      return tries;
    },
    async next(progress) {
      // The question without an offer: it tells what the server accepts, and costs no try.
      if (!progress) return { type: "none", username };
      if (progress.partial) {
        passed = passed === null ? trying : `${passed}, ${trying}`;
        spent.clear();
        answers = 0;
      }
      const attempt = await nextAttempt(progress.left);
      if (!attempt || signal.aborted) return false;
      tries += 1;
      return attempt;
    },
  };
}
