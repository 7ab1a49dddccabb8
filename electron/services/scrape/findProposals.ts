import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { parseListeners } from "../../../shared/domain/host/listeners.ts";
import { ExpositionParser } from "../../../shared/domain/metrics/exposition/parser.ts";
import { knownPorts, serverOf } from "../../../shared/domain/metrics/knownServers.ts";
import type { HttpService } from "../http/types.ts";
import type { SshConnection } from "../ssh/types.ts";
import { createTargetReach } from "./targetReach.ts";
import type { ScrapeProposal } from "./types.ts";

const path = "/metrics";
const timeoutMs = 3000;
const listTimeoutMs = 10_000;
const mostBytes = 16 * 2 ** 20;
/** A port that answered no metrics is left alone for this long. */
const noAnswerHoldsMs = 600_000;

/** What was found at a port; null for nothing of ours. */
export interface PortMemory {
  readonly proposal: ScrapeProposal | null;
  readonly atMs: number;
}

export interface FindOptions {
  readonly connection: SshConnection;
  readonly http: Pick<HttpService, "client">;
  /** Ports that processes of the host were started with. */
  readonly namedPorts: readonly number[];
  /** Ports that are scraped already. */
  readonly taken: ReadonlySet<number>;
  /** By port; kept between calls for one host. */
  readonly memory: Map<number, PortMemory>;
  readonly nowMs: number;
  readonly signal: CancelSignal;
}

/**
 * Looks what listens on a host and asks known ports, and those that its processes name, for their metrics, once each. What
 * answers is proposed; nothing of it is stored. Rejects when the host cannot be asked what listens.
 */
export async function findProposals(options: FindOptions): Promise<readonly ScrapeProposal[]> {
  const { connection, memory, nowMs, taken, namedPorts, signal } = options;
  const listening = await listeningPorts(connection, signal);
  for (const port of memory.keys()) if (!listening.includes(port)) memory.delete(port);
  const candidates = listening.filter((port) => knownPorts.has(port) || namedPorts.includes(port));
  for (const port of candidates) {
    const known = memory.get(port);
    if (taken.has(port) || (known && (known.proposal || nowMs - known.atMs < noAnswerHoldsMs))) continue;
    memory.set(port, { proposal: await ask(options, port), atMs: nowMs });
  }
  return candidates.filter((port) => !taken.has(port)).flatMap((port) => memory.get(port)?.proposal ?? []);
}

async function listeningPorts(connection: SshConnection, signal: CancelSignal): Promise<readonly number[]> {
  const command = `exec sh -c 'ss -Hltn 2>/dev/null || grep -h " 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null ; :'`;
  const { stdout } = await connection.exec(command, {
    operation: "scrape.listeners",
    timeoutMs: listTimeoutMs,
    signal,
  });
  return parseListeners(stdout);
}

async function ask({ connection, http, signal }: FindOptions, port: number): Promise<ScrapeProposal | null> {
  const reach = createTargetReach({ connection, http, target: { port, scheme: "http" } });
  try {
    const request = { operation: `look at port ${port}`, path, timeoutMs, maxBytes: mostBytes, signal };
    const { status, body, headers } = await reach.request(request);
    if (status !== 200 || /^text\/html/i.test(headers["content-type"] ?? "")) return null;
    const { samples, problemCount } = new ExpositionParser().parse(body);
    if (samples.length === 0 || problemCount > samples.length) return null;
    const server = serverOf(samples.map(({ name }) => name));
    return {
      port,
      path,
      job: server?.job ?? `app-${port}`,
      title: server?.title ?? "Metrics of an application",
      samples: samples.length,
    };
  } catch {
    // It speaks something else, or wants to know who asks: nothing to propose.
    return null;
  } finally {
    reach.dispose();
  }
}
