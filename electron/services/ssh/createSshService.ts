import { join } from "node:path";
import type { Clock } from "../../../shared/base/clock.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { WorkspaceHost } from "../../../shared/domain/workspace/model.ts";
import type { Log } from "../log.ts";
import { listHosts } from "./config/listHosts.ts";
import { readConfig } from "./config/readConfig.ts";
import { applyOverrides, resolveWithSsh } from "./config/resolveHost.ts";
import { createConnector } from "./connector.ts";
import { fingerprintOf } from "./hostKey.ts";
import { createHostLink, type SupervisedLink } from "./hostLink.ts";
import { createKnownHosts } from "./knownHosts/knownHostsStore.ts";
import { Semaphore } from "./semaphore.ts";
import type { ResolvedHost, SshPrompter, SshService } from "./types.ts";

export interface SshServiceDependencies {
  readonly clock: Clock;
  readonly log: Log;
  /** Uniform in [0, 1): jitter. */
  readonly random: () => number;
  readonly prompter: SshPrompter;
  /** Null reads `~/.ssh/config` and the system's. */
  readonly configFile: string | null;
  readonly homeFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly defaultTransport: "auto" | "ssh2" | "system";
}

const concurrentResolves = 4;
const networkJitterMs = 2000;

export function createSshService(dependencies: SshServiceDependencies): SshService {
  const { clock, log, random, configFile, homeFolder, environment } = dependencies;
  const knownHosts = createKnownHosts();
  const links = new Set<SupervisedLink>();
  const offers = new Map<string, { readonly host: ResolvedHost; readonly key: Buffer }>();
  const resolving = new Semaphore(concurrentResolves);
  const resolvedByName = new Map<string, Promise<ResolvedHost>>();
  const mainFile = configFile ?? join(homeFolder, ".ssh", "config");

  /** `ssh -G` once a name and run; `forget` is called where a person asks to look again. */
  async function resolveName(name: string): Promise<ResolvedHost> {
    const known = resolvedByName.get(name);
    if (known) return known;
    const asking = (async () => {
      const leave = await resolving.acquire();
      try {
        return await resolveWithSsh(name, undefined, { configFile, homeFolder, environment });
      } finally {
        leave();
      }
    })();
    resolvedByName.set(name, asking);
    asking.catch(() => resolvedByName.delete(name));
    return asking;
  }

  const resolve = async (name: string, overrides?: WorkspaceHost) => applyOverrides(await resolveName(name), overrides);

  const prompter: SshPrompter = {
    async ask(question, signal) {
      const asked = [...links].filter((link) => link.name === question.host);
      for (const link of asked) link.asking(true);
      try {
        return await dependencies.prompter.ask(question, signal);
      } finally {
        for (const link of asked) link.asking(false);
      }
    },
  };

  const connector = createConnector({
    knownHosts,
    prompter,
    passphrases: new Map(),
    resolve: resolveName,
    onOffered: (host, target, key) => offers.set(offerKey(target, host.name), { host, key }),
  });

  return {
    async listConfigured() {
      const { files, lines } = readConfig(mainFile, homeFolder);
      return { files, hosts: listHosts(lines) };
    },

    resolve,

    link(host) {
      const link = createHostLink({
        name: host.name,
        clock,
        log,
        random,
        resolve: () => resolve(host.name, host),
        connect: (resolved, signal) => connector.connect(resolved, signal),
        onDispose: (ended) => links.delete(ended),
      });
      links.add(link);
      return link;
    },

    async connect(host, { signal }) {
      const own = signal instanceof AbortSignal ? signal : new AbortController().signal;
      return connector.connect(await resolve(host.name, host), own);
    },

    async trustHostKey({ host, hop, fingerprint, remember }) {
      const offer = offers.get(offerKey(host, hop));
      if (!offer) throw new MidwatchError("NOT_FOUND", `${hop} has not offered a key to trust: connect to it first`);
      if (fingerprintOf(offer.key) !== fingerprint) {
        throw new MidwatchError(
          "CONFLICT",
          `${hop} now offers another key than the one you compared: nothing was trusted. Compare again`,
        );
      }
      await knownHosts.trust(offer.host, offer.key, remember);
      offers.delete(offerKey(host, hop));
      for (const link of links) link.keyTrusted(hop);
    },

    networkChanged() {
      for (const link of links) link.networkChanged(random() * networkJitterMs);
    },

    dispose() {
      for (const link of [...links]) link.dispose();
      connector.dispose();
    },
  };
}

function offerKey(target: string, hop: string): string {
  return `${target}\n${hop}`;
}
