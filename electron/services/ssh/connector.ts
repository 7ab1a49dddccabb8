import { type DialDependencies, type Dialled, type DialRequest, dial } from "./dial.ts";
import { createHopPool } from "./hopPool.ts";
import { createReadingTurns } from "./readingTurns.ts";
import { Semaphore } from "./semaphore.ts";
import { createSsh2Connection } from "./ssh2Connection.ts";
import type { ResolvedHost, SshConnection } from "./types.ts";

const attemptsOverall = 16;

export interface Connector {
  /** `path` is the way to `host`, first hop first. Rejects with the SSH_* codes. */
  connect(host: ResolvedHost, path: readonly ResolvedHost[], signal: AbortSignal): Promise<SshConnection>;
  /** Probes the jump hosts' connections. */
  probeHops(): void;
  dispose(): void;
}

/** Opens ssh2 connections through their jump hosts, few at a time. */
export function createConnector(dependencies: DialDependencies): Connector {
  const attempts = new Semaphore(attemptsOverall);
  const open = new Set<Dialled>();
  const ended = new AbortController();
  const hops = createHopPool(dialHost);
  const turns = createReadingTurns();

  async function dialHost(request: DialRequest): Promise<Dialled> {
    const leave = await attempts.acquire(request.signal);
    try {
      const dialled = await dial({ ...request, onAsking: leave }, dependencies);
      open.add(dialled);
      dialled.client.once("close", () => open.delete(dialled));
      return dialled;
    } finally {
      leave();
    }
  }

  async function connectThrough(
    host: ResolvedHost,
    path: readonly ResolvedHost[],
    signal: AbortSignal,
  ): Promise<{ readonly dialled: Dialled; readonly release: () => void }> {
    if (path.length === 0)
      return { dialled: await dialHost({ host, target: host.name, through: null, signal }), release() {} };
    const hop = await hops.enter(path, host.name, signal);
    try {
      const { stream, leave } = await hop.open(host, signal);
      const dialled = await dialHost({ host, target: host.name, through: stream, signal }).finally(leave);
      return { dialled, release: () => hop.release() };
    } catch (error) {
      hop.release();
      throw error;
    }
  }

  return {
    async connect(host, path, signal) {
      const either = AbortSignal.any([signal, ended.signal]);
      const { dialled, release } = await connectThrough(host, path, either);
      const via = path.map(({ name }) => name);
      return createSsh2Connection(dialled, { name: host.name, via, turns: turns.add(dialled.stream), release });
    },
    probeHops: () => hops.probe(),
    dispose() {
      ended.abort();
      turns.dispose();
      for (const dialled of open) dialled.hangUp();
    },
  };
}
