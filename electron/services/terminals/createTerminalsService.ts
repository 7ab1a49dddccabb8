import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { errorText, isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import {
  type HostTarget,
  podShell,
  type TerminalTarget,
  targetCommand,
  targetName,
} from "../../../shared/domain/terminal/target.ts";
import type { AuditLog } from "../audit/types.ts";
import type { TerminalProcess, TerminalSize } from "../openPty.ts";
import type { SshConnection } from "../ssh/types.ts";
import { createTerminal } from "./createTerminal.ts";
import { openLocalShell } from "./localShell.ts";
import { requireSameContainer } from "./requireSameContainer.ts";
import type { Terminal, TerminalClusters, TerminalHosts, TerminalsService } from "./types.ts";

/** Over all pages: each has a program, a buffer and maybe a connection. */
const mostTerminals = 32;

interface TerminalsDependencies {
  readonly clock: Clock;
  readonly audit: Pick<AuditLog, "append">;
  readonly hosts: TerminalHosts;
  readonly clusters: TerminalClusters;
  readonly newId: () => string;
  /** Null where nobody may open a shell on the console's own machine. */
  readonly localEnvironment: Readonly<Record<string, string | undefined>> | null;
}

interface Opened {
  readonly process: TerminalProcess;
  /** True when what leads to it went away by itself. */
  readonly isLost: () => boolean;
  readonly notice: string | null;
}

/** Terminals on hosts, in their containers, in pods and on this machine. Each is written down before it opens. */
export function createTerminalsService(dependencies: TerminalsDependencies): TerminalsService {
  const { clock, audit, hosts, clusters, newId, localEnvironment } = dependencies;
  const terminals = new Map<string, Terminal>();
  let opening = 0;

  /** The host or cluster that it is on, and what kind of place that is; throws NOT_FOUND for one that nobody named. */
  function placeOf(target: TerminalTarget): { readonly host?: string; readonly environment?: string } {
    if (target.kind === "local") return {};
    const [host, known] =
      target.kind === "pod"
        ? [target.cluster, clusters.environmentOf(target.cluster)]
        : [target.host, hosts.environmentOf(target.host)];
    if (!known) throw new MidwatchError("NOT_FOUND", `${host} is not in this workspace`);
    return { host, environment: known.environment };
  }

  async function openOnHost(target: HostTarget, size: TerminalSize, signal: CancelSignal): Promise<Opened> {
    const { host } = target;
    const command = targetCommand(target);
    const shared = hosts.connectionOf(host);
    if (!shared) {
      const message = `${host} is not connected now: a terminal opens over the connection that Midwatch reads it by`;
      throw new MidwatchError("UNAVAILABLE", message, { retryable: true });
    }
    const start = async (connection: SshConnection) => {
      if (target.kind === "container") await requireSameContainer(connection, target, signal);
      return connection.terminal(command, { size, signal });
    };
    try {
      return { process: await start(shared), isLost: () => shared.closed, notice: null };
    } catch (error) {
      if (!isMidwatchError(error) || error.code !== "SSH_CHANNEL_REFUSED") throw error;
    }
    const own = await hosts.connectAnew(host, signal);
    try {
      const process = await start(own);
      void process.exit.then(() => own.close());
      const notice = `On a connection of its own: the one that ${host} is read by has no session channel left for it.`;
      return { process, isLost: () => own.closed, notice };
    } catch (error) {
      own.close();
      throw error;
    }
  }

  async function openInPod(
    { cluster, namespace, pod, uid, container }: Extract<TerminalTarget, { readonly kind: "pod" }>,
    size: TerminalSize,
    signal: CancelSignal,
  ): Promise<Opened> {
    const asked = { namespace, name: pod, uid, container, command: podShell, size, signal };
    const process = await clusters.get(cluster).terminal(asked);
    return { process, isLost: () => process.lost, notice: null };
  }

  async function openTarget(target: TerminalTarget, size: TerminalSize, signal: CancelSignal): Promise<Opened> {
    if (target.kind === "pod") return openInPod(target, size, signal);
    if (target.kind !== "local") return openOnHost(target, size, signal);
    if (localEnvironment) {
      return { process: await openLocalShell(size, localEnvironment), isLost: () => false, notice: null };
    }
    throw new MidwatchError(
      "FORBIDDEN",
      "This console gives no shell on its own machine: who runs it may allow that with --local-terminal",
    );
  }

  return {
    async open({ target, size, by }, signal) {
      if (terminals.size + opening >= mostTerminals) {
        throw new MidwatchError("LIMIT", `${mostTerminals} terminals are open: close one that nobody needs`);
      }
      const id = newId();
      const name = targetName(target);
      const about = { by, ...placeOf(target) };
      // Ids open terminals to whoever knows them: the log has the first half, which is enough to tell them apart.
      const facts = { terminal: id.slice(0, 8), ...placeWithin(target) };
      audit.append({ ...about, kind: "terminal.opened", text: `Terminal on ${name}`, facts });
      const startedMs = clock.monotonicMs();
      opening += 1;
      try {
        const { process, isLost, notice } = await openTarget(target, size, signal);
        const terminal = createTerminal({
          id,
          target,
          process,
          isLost,
          clock,
          onEnd({ exitCode, signal: endedBy }, printedBytes) {
            const seconds = Math.round((clock.monotonicMs() - startedMs) / 1000);
            const end = { ...facts, seconds, printedBytes, exitCode, signal: endedBy };
            tryAppend({ ...about, kind: "terminal.closed", text: `Terminal on ${name} ended`, facts: end });
          },
          onGone: () => terminals.delete(id),
        });
        terminals.set(id, terminal);
        return { id, notice };
      } catch (error) {
        const text = `Terminal on ${name} did not open: ${errorText(error)}`;
        tryAppend({ ...about, kind: "terminal.closed", text, facts });
        throw error;
      } finally {
        opening -= 1;
      }
    },

    get(id) {
      const found = terminals.get(id);
      if (!found) throw new MidwatchError("NOT_FOUND", "This terminal is not there any more: open it again");
      return found;
    },

    async close() {
      for (const terminal of terminals.values()) terminal.dispose();
      await Promise.all([...terminals.values()].map(({ closed }) => closed));
    },
  };

  /** What has happened already is not undone by a log that cannot be written: the log itself shows the gap. */
  function tryAppend(event: Parameters<AuditLog["append"]>[0]): void {
    try {
      audit.append(event);
    } catch {
      // The opening is on record, and the next terminal will not open.
    }
  }
}

/** What the audit log tells of it beside the host or cluster. */
function placeWithin(target: TerminalTarget): Readonly<Record<string, string>> {
  switch (target.kind) {
    case "container":
      return { container: target.container, containerId: target.containerId };
    case "pod":
      return { namespace: target.namespace, pod: target.pod, uid: target.uid, container: target.container };
    default:
      return {};
  }
}
