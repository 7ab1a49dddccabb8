import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { createMetricsService } from "../../../electron/services/metrics/createMetricsService.ts";
import { createScrapeService } from "../../../electron/services/scrape/createScrapeService.ts";
import type { SshConnection } from "../../../electron/services/ssh/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { ScrapeState } from "../../../shared/domain/metrics/scrapeState.ts";
import { scrapeTarget } from "../../../shared/domain/workspace/scrapeTarget.ts";
import type { Certificate } from "../../harness/certificate.ts";
import { createSshdLab, type Sshd } from "../../harness/sshd.ts";
import { createClient, hostBlock, workspaceHost } from "../../harness/sshService.ts";
import { until } from "../../harness/until.ts";

const workerFile = fileURLToPath(new URL("../../../electron/services/metrics/samplesWorker.ts", import.meta.url));
const host = "model-1";

/** A scrape service over a connection to a real sshd on this machine, with a sample store of its own. */
export async function startRig(
  sshdConfig: readonly string[],
  secrets: Readonly<Record<string, string>>,
  transport: "ssh2" | "system",
) {
  const lab = createSshdLab();
  const server = await lab.start({ config: sshdConfig });
  lab.write("known_hosts", lab.knownHostsLine(server));
  const { ssh } = createClient(lab, { config: hostBlock(lab, host, server) });
  const changed = new Emitter<readonly string[]>();
  let connection: SshConnection | null = await ssh.connect(workspaceHost(host, { transport }), {});
  const metrics = createMetricsService({
    workerFile,
    databaseFile: null,
    retentionMs: 86_400_000,
    memoryCapBytes: 64 << 20,
    clock: systemClock,
    log: silentLog,
  });
  const scrape = createScrapeService({
    clock: systemClock,
    random: () => 0.1,
    http: createHttpService({
      secrets: { get: async (name) => secrets[name] ?? null },
      workspaceFolder: lab.folder,
      dial: dialServer(() => null),
    }),
    connections: { of: () => connection, onChange: changed.event },
    metrics,
  });

  return {
    lab,
    server: server as Sshd,
    scrape,
    targets: (...targets: Record<string, unknown>[]) =>
      scrape.setHosts([
        workspaceHost(host, {
          scrape: targets.map((one) => scrapeTarget.parse({ job: "app", interval: "1s", ...one })),
        }),
      ]),
    /** The one target, once `is` holds for it. */
    async reaches(is: (state: ScrapeState) => boolean): Promise<ScrapeState> {
      const state = () => scrape.states[0];
      try {
        await until(() => {
          const now = state();
          return now !== undefined && is(now);
        });
      } catch (error) {
        throw new Error(`${error}\n${JSON.stringify(state())}`);
      }
      return state() as ScrapeState;
    },
    /** The value that a query has now; null when it has none. */
    async value(expr: string): Promise<number | null> {
      const answer = await metrics.queryInstant({ expr, timeMs: Date.now() });
      return answer.kind === "vector" ? (answer.samples[0]?.value ?? null) : null;
    },
    connected(next: SshConnection | null) {
      connection = next;
      changed.fire([host]);
    },
    connect: () => ssh.connect(workspaceHost(host, { transport }), {}),
    async stop() {
      scrape.dispose();
      await metrics.close();
      metrics.dispose();
      connection?.close();
      ssh.dispose();
      await lab.stop();
    },
  };
}

/** An application on this machine's loopback. */
export async function startApplication(
  listener: RequestListener,
  options: { readonly certificate?: Certificate; readonly address?: string; readonly port?: number } = {},
): Promise<{ readonly port: number; close(): void }> {
  const { certificate, address = "127.0.0.1", port = 0 } = options;
  const server: Server = certificate
    ? createTlsServer({ cert: certificate.cert, key: certificate.key }, listener)
    : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
