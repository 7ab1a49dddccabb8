import { readFileSync } from "node:fs";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import type { WorkspaceHost } from "../../../../shared/domain/workspace/model.ts";
import type { Log } from "../../log.ts";
import { refusedKey } from "../hostKeyVerifier.ts";
import { type KnownHosts, nameOf } from "../knownHosts/knownHostsStore.ts";
import { printable, printableLine } from "../printable.ts";
import { Semaphore } from "../semaphore.ts";
import type { ResolvedHost, SshConnection, SshPrompter } from "../types.ts";
import { type AskpassQuestion, answerQuestions } from "./askpass.ts";
import { type Master, startMaster } from "./master.ts";
import { createRuntimeFolder, type RuntimeFolder } from "./runtimeFolder.ts";
import { masterArguments } from "./sshArguments.ts";
import { createSystemConnection } from "./systemConnection.ts";

/** Each attempt starts processes: fewer at a time than in process. */
const attemptsOverall = 6;
const handshakeTimeoutMs = 15_000;

export interface SystemConnector {
  connect(
    host: WorkspaceHost,
    resolved: ResolvedHost,
    path: readonly ResolvedHost[],
    signal: AbortSignal,
  ): Promise<SshConnection>;
  dispose(): void;
}

export interface SystemConnectorDependencies {
  readonly configFile: () => string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly knownHosts: KnownHosts;
  readonly prompter: SshPrompter;
  readonly log: Log;
}

/** Connections held by the system's own `ssh`, which can do what ssh2 cannot: certificates, security keys, ProxyCommand. */
export function createSystemConnector(dependencies: SystemConnectorDependencies): SystemConnector {
  const { configFile, environment, knownHosts, prompter, log } = dependencies;
  const attempts = new Semaphore(attemptsOverall);
  const ended = new AbortController();
  const open = new Set<{ readonly master: Master; readonly folder: RuntimeFolder }>();

  async function connect(
    host: WorkspaceHost,
    resolved: ResolvedHost,
    path: readonly ResolvedHost[],
    signal: AbortSignal,
    leave: () => void,
  ): Promise<SshConnection> {
    // Unreadable files must not mean "unknown host"; the client itself passes over them.
    for (const hop of [...path, resolved]) await knownHosts.load(hop);
    const folder = createRuntimeFolder(environment, knownHosts.linesForThisRun);
    let pause: (paused: boolean) => void = () => {};
    let refused = false;
    const givenUp = new AbortController();
    const questions = answerQuestions(folder.path, async (question, over) => {
      leave();
      pause(true);
      try {
        const answer = await ask(resolved, question, AbortSignal.any([signal, over]));
        if (answer === null && !over.aborted) {
          refused = true;
          // A refused secret is the client's to go on without; what waits for a touch waits for ever.
          if (question.kind === "none") givenUp.abort();
        }
        return answer;
      } finally {
        pause(false);
      }
    });
    const where = `${resolved.name} (${resolved.address}:${resolved.port})`;
    try {
      const master = await startMaster({
        where,
        args: masterArguments({ configFile: configFile(), host, resolved, path, folder }),
        folder,
        environment,
        timeoutMs: (path.length + 1) * resolved.connectTimeoutMs + handshakeTimeoutMs,
        signal: AbortSignal.any([signal, givenUp.signal]),
        onPauser: (pauser) => {
          pause = pauser;
        },
      });
      const entry = { master, folder };
      open.add(entry);
      void master.exit.then(() => {
        open.delete(entry);
        folder.dispose();
      });
      return createSystemConnection({
        name: resolved.name,
        via: path.map(({ name }) => name),
        master,
        folder,
        environment,
      });
    } catch (error) {
      const hostKeyFailure = await refusedOffer(folder, [...path, resolved], knownHosts);
      folder.dispose();
      if (hostKeyFailure) throw hostKeyFailure;
      if (refused) {
        const message = `${where}: the question was not answered. Nothing is retried until you ask`;
        throw new MidwatchError("SSH_AUTH_FAILED", message, { cause: error });
      }
      throw error;
    } finally {
      questions.dispose();
    }
  }

  async function ask(
    resolved: ResolvedHost,
    { kind, text }: AskpassQuestion,
    signal: AbortSignal,
  ): Promise<string | null> {
    const about = { host: resolved.name, hop: resolved.name };
    if (kind === "none") {
      log.info("ssh waits for a person", { host: resolved.name, text: printableLine(text) });
      const notice = { ...about, title: "Touch your security key", instructions: printable(text), fields: [] };
      return (await prompter.ask(notice, signal)) ? "" : null;
    }
    if (/authenticity of host|\(yes\/no/i.test(text)) return null;
    const isConfirmation = kind === "confirm";
    const label = printableLine(text) + (isConfirmation ? " (yes or no)" : "");
    const answers = await prompter.ask(
      {
        ...about,
        title: `Sign in to ${resolved.name}`,
        instructions: "",
        fields: [{ label, echo: isConfirmation }],
      },
      signal,
    );
    const answer = answers?.[0] ?? null;
    return isConfirmation && !/^y(es)?$/i.test(answer ?? "") ? null : answer;
  }

  return {
    async connect(host, resolved, path, signal) {
      const either = AbortSignal.any([signal, ended.signal]);
      const leave = await attempts.acquire(either);
      try {
        return await connect(host, resolved, path, either, leave);
      } finally {
        leave();
      }
    },
    dispose() {
      ended.abort();
      for (const { master, folder } of open) {
        master.kill();
        folder.dispose();
      }
    },
  };
}

/** The last key that a host of the way offered and that known_hosts does not approve; null when all of them were fine. */
async function refusedOffer(
  folder: RuntimeFolder,
  way: readonly ResolvedHost[],
  knownHosts: KnownHosts,
): Promise<MidwatchError | null> {
  const lines = readOffers(folder.offersFile).toReversed();
  for (const line of lines) {
    const [lookedUp, , encoded = ""] = line.split(" ");
    const host = way.findLast((hop) => nameOf(hop) === lookedUp);
    if (!host) continue;
    const key = Buffer.from(encoded, "base64");
    const decision = (await knownHosts.load(host)).decide(key);
    if (decision.kind !== "known") return refusedKey(host, decision, key, { version: null, rttMs: null });
  }
  return null;
}

function readOffers(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}
