import { join } from "node:path";
import type { Clock } from "../../../shared/base/clock.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { WorkspaceHost } from "../../../shared/domain/workspace/model.ts";
import type { Log } from "../log.ts";
import { createConfigReader } from "./config/configReader.ts";
import { listHosts } from "./config/listHosts.ts";
import { readConfig } from "./config/readConfig.ts";
import { applyOverrides } from "./config/resolvedHost.ts";
import { createConnector } from "./connector.ts";
import { fingerprintOf } from "./hostKey.ts";
import { type KeyOffer, offerOf } from "./hostKeyVerifier.ts";
import { createHostLink, type SupervisedLink } from "./hostLink.ts";
import { jumpPath } from "./jumpPath.ts";
import { createKeyFiles } from "./keyFiles.ts";
import { createKnownHosts } from "./knownHosts/knownHostsStore.ts";
import { createSystemConnector } from "./system/systemConnector.ts";
import type { HostLink, ResolvedHost, SshConnection, SshPrompter, SshService, SshSettings } from "./types.ts";

export interface SshServiceDependencies extends SshSettings {
  readonly clock: Clock;
  readonly log: Log;
  /** Uniform in [0, 1): jitter. */
  readonly random: () => number;
  readonly prompter: SshPrompter;
  readonly homeFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of this machine: Windows has neither the shell nor the sockets that the system's client is driven by. */
  readonly platform: NodeJS.Platform;
}

const networkJitterMs = 2000;

export function createSshService(dependencies: SshServiceDependencies): SshService {
  const { clock, log, random, homeFolder, environment } = dependencies;
  let { configFile, defaultTransport }: SshSettings = dependencies;
  const knownHosts = createKnownHosts();
  const config = createConfigReader({ configFile: () => configFile, homeFolder, environment });
  const links = new Map<SupervisedLink, WorkspaceHost>();
  const offers = new Map<string, KeyOffer>();

  const prompter: SshPrompter = {
    async ask(question, signal) {
      const asked = [...links.keys()].filter((link) => link.name === question.host);
      for (const link of asked) link.asking(true);
      try {
        return await dependencies.prompter.ask(question, signal);
      } finally {
        for (const link of asked) link.asking(false);
      }
    },
  };
  const ssh2Connector = createConnector({ knownHosts, prompter, keyFiles: createKeyFiles() });
  const systemConnector = createSystemConnector({
    configFile: () => configFile,
    environment,
    knownHosts,
    prompter,
    log,
  });

  async function resolve(name: string, overrides?: WorkspaceHost): Promise<ResolvedHost> {
    return applyOverrides(await config.resolve(name), overrides, homeFolder);
  }

  /** A jump host that is itself a host of the workspace is reached as the workspace says. */
  function resolveHop(name: string): Promise<ResolvedHost> {
    return resolve(
      name,
      [...links.values()].find((host) => host.name === name),
    );
  }

  async function connectTo(host: WorkspaceHost, resolved: ResolvedHost, signal: AbortSignal): Promise<SshConnection> {
    try {
      const path = await jumpPath(resolved, resolveHop);
      const need = await needOfSystem(host, resolved, path);
      if (need !== null && dependencies.platform === "win32") throw notOnWindows(host.name, need);
      if (need !== null) return await systemConnector.connect(host, resolved, path, signal);
      if (resolved.proxyCommand !== null) {
        const message = `${host.name} is reached by a ProxyCommand, which needs the transport "system" (or "auto")`;
        throw new MidwatchError("SSH_CONFIG", message);
      }
      return await ssh2Connector.connect(resolved, path, signal);
    } catch (error) {
      const offer = offerOf(error);
      if (offer) offers.set(offerKey(host.name, offer.host.name), offer);
      throw error;
    }
  }

  /** Why the system's client is to be used; null where ssh2 will do. */
  async function needOfSystem(
    host: WorkspaceHost,
    resolved: ResolvedHost,
    path: readonly ResolvedHost[],
  ): Promise<string | null> {
    const chosen = host.transport === "auto" ? defaultTransport : host.transport;
    if (chosen === "system") return 'the transport "system"';
    if (chosen === "ssh2") return null;
    const need = [resolved, ...path].find(({ systemOnly }) => systemOnly !== null)?.systemOnly;
    return need ?? ((await knownHosts.load(resolved)).needsCertificate ? "a host certificate" : null);
  }

  return {
    configure(settings) {
      if (settings.configFile === configFile && settings.defaultTransport === defaultTransport) return;
      ({ configFile, defaultTransport } = settings);
      for (const link of links.keys()) if (!isLeftByUser(link)) link.retry();
    },

    async listConfigured() {
      const file = configFile ?? join(homeFolder, ".ssh", "config");
      const { files, lines } = readConfig(file, homeFolder);
      return { file, files, hosts: listHosts(lines) };
    },

    resolve,

    link(host) {
      const link = createHostLink({
        name: host.name,
        clock,
        log,
        random,
        resolve: () => resolve(host.name, host),
        connect: (resolved, signal) => connectTo(host, resolved, signal),
        onDispose: (ended) => links.delete(ended),
      });
      links.set(link, host);
      return link;
    },

    async connect(host, { signal }) {
      const own = new AbortController();
      const abort = () => own.abort(signal?.reason);
      if (signal?.aborted) abort();
      signal?.addEventListener("abort", abort, { once: true });
      try {
        return await connectTo(host, await resolve(host.name, host), own.signal);
      } finally {
        signal?.removeEventListener("abort", abort);
      }
    },

    async trustHostKey({ host, hop, fingerprint, remember }) {
      const offer = offers.get(offerKey(host, hop));
      if (!offer)
        throw new MidwatchError("NOT_FOUND", `${hop} has not offered a new key to trust: connect to it first`);
      if (fingerprintOf(offer.key) !== fingerprint) {
        throw new MidwatchError(
          "CONFLICT",
          `${hop} now offers another key than the one you compared: nothing was trusted. Compare again`,
        );
      }
      await knownHosts.trust(offer.host, offer.key, remember);
      offers.delete(offerKey(host, hop));
      for (const link of links.keys()) link.keyTrusted(hop);
    },

    networkChanged() {
      ssh2Connector.probeHops();
      for (const link of links.keys()) link.networkChanged(random() * networkJitterMs);
    },

    dispose() {
      for (const link of [...links.keys()]) link.dispose();
      ssh2Connector.dispose();
      systemConnector.dispose();
    },
  };
}

function isLeftByUser({ state }: HostLink): boolean {
  return state.kind === "stopped" && state.reason.kind === "byUser";
}

function notOnWindows(name: string, need: string): MidwatchError {
  return new MidwatchError(
    "SSH_CONFIG",
    `${name} is set up for ${need}, which takes the system's ssh client, and Midwatch cannot use that on Windows. Set "transport: ssh2" for it in midwatch.yaml to connect without, or watch it from Linux or macOS`,
  );
}

function offerKey(target: string, hop: string): string {
  return `${target}\n${hop}`;
}
