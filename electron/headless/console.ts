import { userInfo } from "node:os";
import { join } from "node:path";
import { delay } from "../../shared/base/cancel.ts";
import type { Clock } from "../../shared/base/clock.ts";
import { errorText } from "../../shared/base/errors.ts";
import type { Platform } from "../host/platform.ts";
import type { Host } from "../host/types.ts";
import { accessFolder } from "../services/access/accessFiles.ts";
import { createAccessList } from "../services/access/createAccessList.ts";
import type { Log } from "../services/log.ts";
import { createNetworkWatch } from "../services/networkWatch.ts";
import { dataFolderError } from "../services/store/dataFolderError.ts";
import { createEncryptedFileSecrets } from "../services/store/encryptedFileSecrets.ts";
import { watchFolder } from "../services/store/watchFolder.ts";
import { loadAccessToken } from "./accessToken.ts";
import type { HeadlessOptions } from "./options.ts";
import { type HeadlessServer, startServer } from "./server.ts";

/** Leaves half a second of the two that a stop may take to the rest of the process. */
const stopTimeoutMs = 1500;

export interface ConsoleSetup {
  readonly createHost: (platform: Platform) => Promise<Host>;
  /** Where the bundles and the page are. */
  readonly bundleFolder: string;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RunningConsole {
  /** Opens it in a browser; holds the access token. */
  readonly url: string;
  /** Ends everything; resolves after 1.5 s at the latest, whatever hangs. Never rejects. */
  stop(): Promise<void>;
}

/** The core and its server. Rejects when the data folder cannot be written or the port is taken; nothing runs then. */
export async function startConsole(options: HeadlessOptions, setup: ConsoleSetup): Promise<RunningConsole> {
  const { createHost, bundleFolder, version, clock, log } = setup;
  const { dataFolder, workspaceFolder, sshConfigFile, demo, localTerminal, port, secretsPassphrase } = options;
  const token = await loadAccessToken(dataFolder).catch((error: unknown) => {
    throw dataFolderError(dataFolder, error);
  });
  const network = createNetworkWatch(clock);
  const owner = { name: userInfo().username, token };
  const access = createAccessList({ folder: accessFolder(dataFolder), owner, clock, log, watch: watchFolder });
  let host: Host | null = null;
  let server: HeadlessServer | null = null;

  const stop = async () => {
    network.dispose();
    access.dispose();
    const closing = [server?.close(), host?.close()].map((part) =>
      Promise.resolve(part).catch((error: unknown) => log.error("A part did not stop cleanly", { error })),
    );
    await Promise.race([Promise.all(closing), delay(clock, stopTimeoutMs)]);
  };

  try {
    host = await createHost({
      shell: "headless",
      version,
      clock,
      log,
      random: Math.random,
      secrets: await createEncryptedFileSecrets({
        file: join(dataFolder, "secrets.json"),
        passphrase: secretsPassphrase,
      }),
      dataFolder,
      workspaceFolder,
      sshConfigFile,
      demo,
      localTerminal,
      samplesWorkerFile: join(bundleFolder, "samplesWorker.cjs"),
      access,
      onNetworkChange: network.onChange,
    });
    server = await startServer({
      host,
      access,
      token,
      port,
      rendererFolder: join(bundleFolder, "renderer"),
      clock,
      log,
    });
    return { url: server.url, stop };
  } catch (error) {
    await stop();
    throw explain(error, port);
  }
}

function explain(error: unknown, port: number): Error {
  const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  if (!taken) return error instanceof Error ? error : new Error(errorText(error));
  return new Error(`Port ${port} is taken: stop what uses it, or choose another with --port (0 finds a free one)`);
}
