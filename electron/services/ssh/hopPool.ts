import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { deadline, orAborted } from "./deadline.ts";
import type { Dialled, DialRequest } from "./dial.ts";
import { pingClient } from "./pingClient.ts";
import { Semaphore } from "./semaphore.ts";
import { connectFailure, property } from "./sshErrors.ts";
import type { ResolvedHost } from "./types.ts";

/** Servers refuse unauthenticated connections beyond ten at a time; a jump host serves many of ours. */
const attemptsPerHop = 5;
const probeTimeoutMs = 3000;

interface HopLease {
  /** A stream from the hop to `to`, and the function that ends the attempt made with it. */
  open(to: ResolvedHost, signal: AbortSignal): Promise<{ readonly stream: Duplex; readonly leave: () => void }>;
  /** The last one to release ends the hop's connection. */
  release(): void;
}

export interface HopPool {
  /** The last host of `path`, connected through the ones before it. One connection however many hosts stand behind it. */
  enter(path: readonly ResolvedHost[], target: string, signal: AbortSignal): Promise<HopLease>;
  /** Probes every hop: one that is gone takes what stands on it along, instead of letting it time out one by one. */
  probe(): void;
}

interface Entry {
  readonly name: string;
  readonly opening: Promise<Dialled>;
  readonly abort: AbortController;
  readonly slots: Semaphore;
  users: number;
}

export function createHopPool(dialHost: (request: DialRequest) => Promise<Dialled>): HopPool {
  const entries = new Map<string, Entry>();

  function start(key: string, path: readonly ResolvedHost[], host: ResolvedHost, target: string): Entry {
    const abort = new AbortController();
    const opening = openHop(path.slice(0, -1), host, target, abort.signal);
    const entry: Entry = { name: host.name, opening, abort, slots: new Semaphore(attemptsPerHop), users: 0 };
    const forget = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    entries.set(key, entry);
    opening.then((dialled) => {
      dialled.client.on("error", () => {});
      dialled.client.once("close", forget);
    }, forget);
    return entry;
  }

  async function openHop(
    before: readonly ResolvedHost[],
    host: ResolvedHost,
    target: string,
    signal: AbortSignal,
  ): Promise<Dialled> {
    if (before.length === 0) return dialHost({ host, target, through: null, signal });
    const lease = await pool.enter(before, target, signal);
    try {
      const { stream, leave } = await lease.open(host, signal);
      const dialled = await dialHost({ host, target, through: stream, signal }).finally(leave);
      dialled.client.once("close", () => lease.release());
      return dialled;
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  function leaseOf(key: string, entry: Entry): HopLease {
    let released = false;
    return {
      async open(to, signal) {
        const { client } = await entry.opening;
        const leave = await entry.slots.acquire(signal);
        try {
          return { stream: await forwardTo(client, to, entry.name, signal), leave };
        } catch (error) {
          leave();
          if (property(error, "code") === "SSH_TIMEOUT") probe(entry);
          throw error;
        }
      },
      release() {
        if (released) return;
        released = true;
        entry.users -= 1;
        if (entry.users > 0) return;
        if (entries.get(key) === entry) entries.delete(key);
        entry.abort.abort();
        entry.opening.then(
          (dialled) => dialled.end(),
          () => {},
        );
      },
    };
  }

  const pool: HopPool = {
    async enter(path, target, signal) {
      const host = path.at(-1);
      if (!host) throw new Error("a path has at least one host");
      const key = path.map(({ name, user, address, port }) => `${name} ${user}@${address}:${port}`).join("\n");
      const entry = entries.get(key) ?? start(key, path, host, target);
      entry.users += 1;
      const lease = leaseOf(key, entry);
      try {
        await orAborted(entry.opening, signal);
        return lease;
      } catch (error) {
        lease.release();
        throw error;
      }
    },
    probe() {
      for (const entry of entries.values()) probe(entry);
    },
  };
  return pool;
}

function probe(entry: Entry): void {
  entry.opening
    .then((dialled) => pingClient(dialled.client, probeTimeoutMs, entry.name).catch(() => dialled.hangUp()))
    .catch(() => {});
}

async function forwardTo(client: Client, to: ResolvedHost, by: string, signal: AbortSignal): Promise<Duplex> {
  const where = `${to.name} (${to.address}:${to.port}) through ${by}`;
  const limit = deadline(to.connectTimeoutMs, `${where}: no answer within ${to.connectTimeoutMs / 1000} s`, signal);
  const opened = new Promise<Duplex>((resolve, reject) => {
    client.forwardOut("127.0.0.1", 0, to.address, to.port, (error, stream) => {
      if (error) reject(forwardFailure(error, where));
      else resolve(stream);
    });
  });
  try {
    return await orAborted(opened, limit.signal, (stream) => stream.destroy());
  } finally {
    limit.dispose();
  }
}

/** RFC 4254: 1 administratively prohibited, 2 connect failed. */
function forwardFailure(error: Error, where: string): MidwatchError {
  switch (property(error, "reason")) {
    case 1:
      return new MidwatchError(
        "SSH_FORWARD_REFUSED",
        `${where}: the jump host does not allow it (AllowTcpForwarding, PermitOpen)`,
        { cause: error },
      );
    case 2:
      return new MidwatchError("SSH_REFUSED", `${where}: the jump host cannot reach it (${errorText(error)})`, {
        retryable: true,
        cause: error,
      });
    default:
      return connectFailure(error, where);
  }
}
