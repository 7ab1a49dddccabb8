import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createDemoFleet, type DemoFleet } from "../../electron/demo/createDemoFleet.ts";
import { createHost } from "../../electron/host/createHost.ts";
import { silentLog } from "../../electron/services/log.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import { Emitter } from "../../shared/base/emitter.ts";
import { type ContractClient, createContractClient } from "../../shared/contract/client.ts";
import type { Contract } from "../../shared/contract/contract.ts";
import type { ClientPort } from "../../shared/contract/port.ts";
import { operator } from "../builders/callers.ts";
import { createMemoryPorts } from "../doubles/memoryPorts.ts";

/** The whole console over the demo fleet, in this process; its page is `client`. */
export interface DemoConsole {
  readonly fleet: DemoFleet;
  readonly client: ContractClient<Contract>;
  /** The newest value of each series that the console's own samples answer with. */
  newest(expr: string): Promise<number[]>;
  stop(): Promise<void>;
}

const samplesWorkerFile = fileURLToPath(new URL("../../electron/services/metrics/samplesWorker.ts", import.meta.url));

export async function startDemoConsole(): Promise<DemoConsole> {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-demo-console-"));
  const fleet = await createDemoFleet({ folder, hosts: 16, seed: 1, clock: systemClock });
  const host = await createHost({
    shell: "headless",
    version: "0",
    clock: systemClock,
    log: silentLog,
    random: () => 0.1,
    secrets: { persistent: false, get: async () => null, set: async () => {}, delete: async () => {} },
    dataFolder: join(folder, "data"),
    workspaceFolder: fleet.workspaceFolder,
    sshConfigFile: fleet.sshConfigFile,
    demo: true,
    localTerminal: false,
    samplesWorkerFile,
    access: null,
    onNetworkChange: new Emitter<void>().event,
  });
  const ports = createMemoryPorts();
  host.accept(ports.server, operator);
  const client = createContractClient<Contract>(ports.client as ClientPort);
  return {
    fleet,
    client,
    async newest(expr) {
      const nowMs = Date.now();
      const { values } = await client.call("panels.query", { expr, startMs: nowMs, endMs: nowMs, stepMs: 1000 });
      return values.map((column) => column.at(-1) ?? Number.NaN);
    },
    async stop() {
      await host.close();
      await fleet.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
