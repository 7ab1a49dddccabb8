import { randomBytes } from "node:crypto";
import { terminalsHandlers } from "../../electron/host/handlers/terminals.ts";
import { silentLog } from "../../electron/services/log.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import { createTerminalsService } from "../../electron/services/terminals/createTerminalsService.ts";
import type { TerminalClusters, TerminalHosts } from "../../electron/services/terminals/types.ts";
import { terminalsArea } from "../../shared/contract/areas/terminals.ts";
import type { Caller } from "../../shared/contract/caller.ts";
import { createContractClient } from "../../shared/contract/client.ts";
import { createContractServer } from "../../shared/contract/server.ts";
import type { AuditEvent } from "../../shared/domain/audit/entry.ts";
import type { TerminalTarget } from "../../shared/domain/terminal/target.ts";
import { operator } from "../builders/callers.ts";
import { createWebSocketPorts } from "../doubles/webSocketPorts.ts";

const size = { columns: 100, rows: 30 };

/** A console's terminals by the contract over a real WebSocket: all but the page. */
export async function serveTerminals({
  hosts = { environmentOf: () => null, connectionOf: () => null, connectAnew: () => Promise.reject(new Error("none")) },
  clusters = {
    environmentOf: () => null,
    get() {
      throw new Error("none");
    },
  },
  maySpeak = true,
  caller = operator,
}: {
  readonly hosts?: TerminalHosts;
  readonly clusters?: TerminalClusters;
  /** False for a log that cannot be written. */
  readonly maySpeak?: boolean;
  readonly caller?: Caller;
}) {
  const audited: AuditEvent[] = [];
  const terminals = createTerminalsService({
    clock: systemClock,
    audit: {
      append(event) {
        if (!maySpeak) throw new Error("the disk is full");
        audited.push(event);
        const kept = { seq: 1, atMs: 0, previous: "", hash: "", facts: {}, run: null, host: null, environment: null };
        return { ...kept, ...event };
      },
    },
    hosts,
    clusters,
    newId: () => randomBytes(16).toString("hex"),
    localEnvironment: process.env,
  });
  const contract = createContractServer(terminalsArea, terminalsHandlers(terminals), {
    clock: systemClock,
    random: () => 0.5,
    log: silentLog,
  });
  const ports = await createWebSocketPorts(systemClock, 2 ** 22);
  contract.accept(ports.server, caller);
  const client = createContractClient<typeof terminalsArea>(ports.client);

  /** Opens a terminal of 100 x 30 and follows it as the page does. */
  async function open(target: TerminalTarget) {
    const { id, notice } = await client.call("terminals.open", { target, ...size });
    let text = "";
    let bytes = 0;
    let end: { exitCode: number | null; lost: boolean } | null = null;
    const decoder = new TextDecoder();
    client.open(
      "terminals.follow",
      { id, fromByte: 0 },
      {
        onItem(item) {
          if (item.kind === "output") {
            text = (text + decoder.decode(item.data, { stream: true })).slice(-100_000);
            bytes += item.data.length;
          }
          if (item.kind === "ended") end = { exitCode: item.exitCode, lost: item.lost };
        },
        onEnd() {},
      },
    );
    return {
      id,
      notice,
      type: (typed: string) => client.call("terminals.write", { id, data: new TextEncoder().encode(typed) }),
      resize: (columns: number, rows: number) => client.call("terminals.resize", { id, columns, rows }),
      close: () => client.call("terminals.close", { id }),
      /** The newest of what it printed. */
      text: () => text,
      bytes: () => bytes,
      end: () => end,
    };
  }

  return {
    client,
    open,
    audited,
    terminals,
    async stop() {
      client.dispose();
      await terminals.close();
      contract.dispose();
      await ports.dispose();
    },
  };
}
