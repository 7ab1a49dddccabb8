import { randomBytes } from "node:crypto";
import { terminalsHandlers } from "../../electron/host/handlers/terminals.ts";
import { silentLog } from "../../electron/services/log.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import { createTerminalsService } from "../../electron/services/terminals/createTerminalsService.ts";
import { terminalsArea } from "../../shared/contract/areas/terminals.ts";
import { createContractClient } from "../../shared/contract/client.ts";
import { createContractServer } from "../../shared/contract/server.ts";
import type { AuditEvent } from "../../shared/domain/audit/entry.ts";
import { operator } from "../builders/callers.ts";
import { createWebSocketPorts } from "../doubles/webSocketPorts.ts";
import { createSshdLab } from "./sshd.ts";
import { createClient, hostBlock, workspaceHost } from "./sshService.ts";

/** Terminals on a real server, by the contract over a real WebSocket: all but the page. */
export async function startTerminalsLab({ maySpeak = true } = {}) {
  const lab = createSshdLab();
  const server = await lab.start();
  lab.write("known_hosts", lab.knownHostsLine(server));
  const { ssh } = createClient(lab, { config: hostBlock(lab, "gpu-a01", server) });
  const host = workspaceHost("gpu-a01", { transport: "ssh2" });
  const connection = await ssh.connect(host, {});
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
    hosts: {
      environmentOf: (name) =>
        name === host.name ? { environment: "prod", environmentKind: "production" as const } : null,
      connectionOf: () => (connection.closed ? null : connection),
      connectAnew: (_name, signal) => ssh.connect(host, { signal: signal as AbortSignal }),
    },
    newId: () => randomBytes(16).toString("hex"),
    localEnvironment: process.env,
  });
  const contract = createContractServer(terminalsArea, terminalsHandlers(terminals), {
    clock: systemClock,
    random: () => 0.5,
    log: silentLog,
  });
  const ports = await createWebSocketPorts(systemClock, 2 ** 22);
  contract.accept(ports.server, operator);
  const client = createContractClient(terminalsArea, ports.client);
  return {
    client,
    connection,
    audited,
    server,
    terminals,
    async stop() {
      client.dispose();
      await terminals.close();
      contract.dispose();
      await ports.dispose();
      connection.close();
      ssh.dispose();
      await lab.stop();
    },
  };
}

export type TerminalsLab = Awaited<ReturnType<typeof startTerminalsLab>>;
