import { mkdirSync } from "node:fs";
import { silentLog } from "../../electron/services/log.ts";
import { createSshService, type SshServiceDependencies } from "../../electron/services/ssh/createSshService.ts";
import type { HostLink, SshPrompter, SshService } from "../../electron/services/ssh/types.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import type { Connection } from "../../shared/domain/host/state.ts";
import type { WorkspaceHost } from "../../shared/domain/workspace/model.ts";
import { localUser, type Sshd, type SshdLab } from "./sshd.ts";

export type Question = Parameters<SshPrompter["ask"]>[0];

export interface ClientOptions {
  /** Lines of the client configuration. */
  readonly config: string;
  readonly answer?: (question: Question) => readonly string[] | null;
  readonly environment?: Readonly<Record<string, string>>;
  readonly overrides?: Partial<SshServiceDependencies>;
}

/** The service over a configuration of its own in the lab's folder; `questions` are all that were asked. */
export function createClient(
  lab: SshdLab,
  { config, answer = () => null, environment = {}, overrides = {} }: ClientOptions,
): { readonly ssh: SshService; readonly questions: Question[] } {
  const questions: Question[] = [];
  mkdirSync(lab.path("home/.ssh"), { recursive: true });
  const ssh = createSshService({
    clock: systemClock,
    log: silentLog,
    random: () => 0.5,
    prompter: {
      async ask(question) {
        questions.push(question);
        return answer(question);
      },
    },
    configFile: lab.write(`client_${Math.round(performance.now() * 1000)}.conf`, config),
    homeFolder: lab.path("home"),
    environment: { PATH: process.env.PATH, HOME: lab.path("home"), ...environment },
    defaultTransport: "auto",
    platform: process.platform,
    ...overrides,
  });
  return { ssh, questions };
}

/** A Host block for a server. */
export function hostBlock(lab: SshdLab, name: string, server: Sshd, lines: readonly string[] = []): string {
  return [
    `Host ${name}`,
    "  HostName 127.0.0.1",
    `  Port ${server.port}`,
    ...lines.map((line) => `  ${line}`),
    `  User ${localUser}`,
    `  IdentityFile ${lab.userKey}`,
    `  UserKnownHostsFile ${lab.path("known_hosts")}`,
    "  GlobalKnownHostsFile none",
    "  IdentityAgent none",
    "  ConnectTimeout 5",
    "",
  ].join("\n");
}

export function workspaceHost(name: string, more: Partial<WorkspaceHost> = {}): WorkspaceHost {
  return { name, transport: "auto", ...more };
}

/** Resolves with the first state of `kind`; fails after `timeoutMs` naming the state it is in. */
export function reached<K extends Connection["kind"]>(
  link: HostLink,
  kind: K,
  timeoutMs = 10_000,
): Promise<Extract<Connection, { kind: K }>> {
  const is = (state: Connection): state is Extract<Connection, { kind: K }> => state.kind === kind;
  return new Promise((resolve, reject) => {
    if (is(link.state)) return resolve(link.state);
    const timer = setTimeout(() => {
      listener.dispose();
      reject(new Error(`${link.name} is not ${kind} but ${JSON.stringify(link.state)}`));
    }, timeoutMs);
    const listener = link.onState((state) => {
      if (!is(state)) return;
      clearTimeout(timer);
      listener.dispose();
      resolve(state);
    });
  });
}

/** The error that `promise` rejects with. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<{ readonly code: string; readonly message: string }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error && "code" in error) return { code: String(error.code), message: error.message };
    throw error;
  }
  throw new Error("it did not fail");
}
