import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { type DialDependencies, type Dialled, type DialRequest, dial } from "./dial.ts";
import { Semaphore } from "./semaphore.ts";
import { createSsh2Connection } from "./ssh2Connection.ts";
import { connectFailure } from "./sshErrors.ts";
import type { ResolvedHost, SshConnection } from "./types.ts";

const mostHops = 10;
/** Servers refuse unauthenticated connections beyond ten at a time; a jump host serves many of ours. */
const attemptsPerHop = 5;
const attemptsOverall = 16;

export interface Connector {
  connect(host: ResolvedHost, signal: AbortSignal): Promise<SshConnection>;
  dispose(): void;
}

interface ConnectorDependencies extends DialDependencies {
  readonly resolve: (name: string) => Promise<ResolvedHost>;
}

interface Hop {
  readonly dialled: Dialled;
  readonly slots: Semaphore;
  users: number;
  release(): void;
}

/** Opens connections through their jump hosts; a hop is one connection however many hosts stand behind it. */
export function createConnector(dependencies: ConnectorDependencies): Connector {
  const hops = new Map<string, Promise<Hop>>();
  const overall = new Semaphore(attemptsOverall);
  const open = new Set<Client>();

  async function dialOpen(request: DialRequest): Promise<Dialled> {
    const leave = await overall.acquire(request.signal);
    try {
      const dialled = await dial(request, dependencies);
      open.add(dialled.client);
      dialled.client.once("close", () => open.delete(dialled.client));
      return dialled;
    } finally {
      leave();
    }
  }

  /** The last hop on the way to `host`, in use from now on; null when the way is direct. */
  async function hopTo(
    host: ResolvedHost,
    target: string,
    signal: AbortSignal,
    trail: readonly string[],
  ): Promise<Hop | null> {
    let last: Hop | null = null;
    for (const name of host.proxyJump) {
      if (trail.includes(name) || trail.length >= mostHops) {
        last?.release();
        throw new MidwatchError(
          "SSH_CONFIG",
          `${target}: the jump hosts lead in a circle (${[...trail, name].join(" to ")})`,
        );
      }
      const before: Hop | null = last;
      last = await enterHop(name, before, target, signal, [...trail, name]);
    }
    return last;
  }

  async function enterHop(
    name: string,
    before: Hop | null,
    target: string,
    signal: AbortSignal,
    trail: readonly string[],
  ): Promise<Hop> {
    const key = trail.join(" ");
    let opening = hops.get(key);
    if (opening) before?.release();
    else {
      opening = openHop(name, before, target, signal, trail);
      hops.set(key, opening);
      opening.catch(() => hops.delete(key));
    }
    const hop = await opening;
    hop.users += 1;
    return hop;
  }

  async function openHop(
    name: string,
    before: Hop | null,
    target: string,
    signal: AbortSignal,
    trail: readonly string[],
  ): Promise<Hop> {
    const host = await dependencies.resolve(name);
    // Only the first hop of a chain is reached by its own configuration's way.
    const way = before ?? (await hopTo(host, target, signal, trail));
    try {
      const through = way ? await forward(way.dialled.client, host, name) : null;
      const dialled = await dialOpen({ host, target, through, signal });
      const key = trail.join(" ");
      const hop: Hop = {
        dialled,
        slots: new Semaphore(attemptsPerHop),
        users: 0,
        release() {
          hop.users -= 1;
          if (hop.users > 0) return;
          hops.delete(key);
          dialled.client.end();
        },
      };
      dialled.client.once("close", () => {
        hops.delete(key);
        way?.release();
      });
      dialled.client.on("error", () => {});
      return hop;
    } catch (error) {
      way?.release();
      throw error;
    }
  }

  return {
    async connect(host, signal) {
      const hop = await hopTo(host, host.name, signal, [host.name]);
      let leave: (() => void) | null = null;
      try {
        leave = hop ? await hop.slots.acquire(signal) : null;
        const through = hop ? await forward(hop.dialled.client, host, host.proxyJump.at(-1) ?? "") : null;
        const { client, ...facts } = await dialOpen({ host, target: host.name, through, signal });
        return createSsh2Connection(client, {
          ...facts,
          name: host.name,
          via: host.proxyJump,
          release: () => hop?.release(),
        });
      } catch (error) {
        hop?.release();
        throw error;
      } finally {
        leave?.();
      }
    },
    dispose() {
      for (const client of open) client.destroy();
      hops.clear();
    },
  };
}

function forward(client: Client, to: ResolvedHost, by: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut("127.0.0.1", 0, to.address, to.port, (error, stream) => {
      if (!error) return resolve(stream);
      const reason = "reason" in error ? error.reason : undefined;
      const where = `${to.name} (${to.address}:${to.port}) through ${by}`;
      if (reason === 1) {
        return reject(
          new MidwatchError(
            "SSH_FORWARD_REFUSED",
            `${where}: the jump host does not allow it (AllowTcpForwarding, PermitOpen)`,
            { cause: error },
          ),
        );
      }
      if (reason === 2)
        return reject(
          new MidwatchError("SSH_REFUSED", `${where}: the jump host cannot reach it`, {
            retryable: true,
            cause: error,
          }),
        );
      reject(connectFailure(error, where));
    });
  });
}
