import { readFile } from "node:fs/promises";
import ssh2, { type AnyAuthMethod, type AuthenticationType, type ParsedKey } from "ssh2";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { filteredAgent } from "./filteredAgent.ts";
import type { ResolvedHost, SshPrompter } from "./types.ts";

/** OpenSSH servers give up after six tries and remember those who fail. */
const mostKeys = 5;

export interface Authentication {
  /** For ssh2's `authHandler`: the next thing to try, or false when there is nothing left. */
  next(left: readonly AuthenticationType[] | null, partial: boolean | null): Promise<AnyAuthMethod | "none" | false>;
  /** What was tried last: what let us in, once the connection is ready. */
  readonly method: string;
}

interface AuthenticationOptions {
  readonly host: ResolvedHost;
  /** The host this connection is for; `host` may be a hop on the way. */
  readonly target: string;
  readonly prompter: SshPrompter;
  readonly passphrases: Map<string, string>;
  readonly signal: CancelSignal;
  /** Tells when a question opens and closes, so that time-outs can wait. */
  readonly onAsking: (asking: boolean) => void;
}

interface Attempt {
  readonly kind: "publickey" | "keyboard-interactive" | "password";
  readonly label: string;
  prepare(): Promise<AnyAuthMethod | null>;
}

/** OpenSSH's order: agent, key files, keyboard-interactive, password; each once, after a partial success again what is asked. */
export function createAuthentication(options: AuthenticationOptions): Authentication {
  const { host, prompter, target, signal, onAsking } = options;
  const username = host.user;
  const queue: Attempt[] = [];
  let method = "none";
  let started = false;

  const ask = async (
    title: string,
    instructions: string,
    fields: readonly { readonly label: string; readonly echo: boolean }[],
  ) => {
    onAsking(true);
    try {
      return await prompter.ask({ host: target, hop: host.name, title, instructions, fields }, signal);
    } finally {
      onAsking(false);
    }
  };

  const agentAttempt = (agentSocket: string): Attempt => ({
    kind: "publickey",
    label: "publickey (agent)",
    async prepare() {
      const wanted = host.identitiesOnly ? await publicKeys(host.identityFiles) : null;
      const agent = await filteredAgent(agentSocket, wanted, mostKeys);
      return agent ? { type: "agent", username, agent } : null;
    },
  });

  const fileAttempt = (file: string): Attempt => ({
    kind: "publickey",
    label: `publickey (${file})`,
    async prepare() {
      const key = await openKey(file);
      return key ? { type: "publickey", username, key } : null;
    },
  });

  async function openKey(file: string): Promise<ParsedKey | null> {
    let text: Buffer;
    try {
      text = await readFile(file);
    } catch {
      return null;
    }
    let parsed = ssh2.utils.parseKey(text, options.passphrases.get(file));
    for (
      let tries = 0;
      parsed instanceof Error && /passphrase|decrypt/i.test(parsed.message) && tries < 3;
      tries += 1
    ) {
      const instructions = tries === 0 ? "" : "That passphrase does not open the key.";
      const answer = await ask(`Passphrase for ${file}`, instructions, [{ label: "Passphrase", echo: false }]);
      const passphrase = answer?.[0];
      if (passphrase === undefined) return null;
      parsed = ssh2.utils.parseKey(text, passphrase);
      if (!(parsed instanceof Error)) options.passphrases.set(file, passphrase);
    }
    if (parsed instanceof Error) return null;
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    return key?.isPrivateKey() ? key : null;
  }

  const interactiveAttempt: Attempt = {
    kind: "keyboard-interactive",
    label: "keyboard-interactive",
    async prepare() {
      return {
        type: "keyboard-interactive",
        username,
        prompt(name, instructions, _language, prompts, finish) {
          if (prompts.length === 0) return finish([]);
          const fields = prompts.map(({ prompt, echo }) => ({ label: prompt, echo: echo ?? false }));
          void ask(name || `Sign in to ${host.name}`, instructions, fields).then((answers) =>
            finish([...(answers ?? [])]),
          );
        },
      };
    },
  };

  const passwordAttempt: Attempt = {
    kind: "password",
    label: "password",
    async prepare() {
      const answers = await ask(`Sign in to ${host.name}`, "", [
        { label: `${username}@${host.address}'s password`, echo: false },
      ]);
      const password = answers?.[0];
      return password === undefined ? null : { type: "password", username, password };
    },
  };

  const rounds = () => [interactiveAttempt, passwordAttempt];

  return {
    get method() {
      return method;
    },
    async next(left, partial) {
      if (!started) {
        started = true;
        if (host.identityAgent) queue.push(agentAttempt(host.identityAgent));
        queue.push(...host.identityFiles.slice(0, mostKeys).map(fileAttempt), ...rounds());
        return "none";
      }
      if (partial) queue.splice(0, queue.length, ...queue.filter(({ kind }) => kind === "publickey"), ...rounds());
      for (let attempt = queue.shift(); attempt; attempt = queue.shift()) {
        if (signal.aborted) return false;
        if (left && !left.includes(attempt.kind)) continue;
        const prepared = await attempt.prepare();
        if (!prepared) continue;
        method = partial ? `${method}, ${attempt.label}` : attempt.label;
        return prepared;
      }
      return false;
    },
  };
}

/** The wire forms of the `.pub` files beside identity files. */
async function publicKeys(files: readonly string[]): Promise<readonly Buffer[]> {
  const keys: Buffer[] = [];
  for (const file of files) {
    const path = file.endsWith(".pub") ? file : `${file}.pub`;
    const text = await readFile(path, "utf8").catch(() => "");
    const encoded = text.split(/\s+/)[1];
    if (encoded) keys.push(Buffer.from(encoded, "base64"));
  }
  return keys;
}
