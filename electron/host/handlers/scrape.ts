import { type CancelSignal, delay } from "../../../shared/base/cancel.ts";
import { errorText, isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import type { scrapeArea } from "../../../shared/contract/areas/scrape.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import { portsNamed } from "../../../shared/domain/metrics/knownServers.ts";
import { lintExporter } from "../../../shared/domain/metrics/lint/lintExporter.ts";
import { scrapeTarget } from "../../../shared/domain/workspace/scrapeTarget.ts";
import type { CollectService } from "../../services/collect/types.ts";
import type { ScrapeProposal, ScrapeService } from "../../services/scrape/types.ts";
import type { WorkspaceStore } from "../../services/store/types.ts";
import { changes } from "../changes.ts";
import type { Platform } from "../platform.ts";

const watchIntervalMs = 1000;
/** Services come and go by the minute, not by the second. */
const lookIntervalMs = 30_000;
/** A host that is being connected is looked at soon. */
const connectIntervalMs = 2000;

interface ScrapeDependencies {
  readonly platform: Platform;
  readonly scrape: ScrapeService;
  readonly collect: CollectService;
  readonly workspace: WorkspaceStore;
}

export function scrapeHandlers(dependencies: ScrapeDependencies): Handlers<typeof scrapeArea> {
  const { platform, scrape, collect, workspace } = dependencies;
  const { clock } = platform;

  /** Null while the host is not connected. */
  async function look(host: string, signal: CancelSignal): Promise<readonly ScrapeProposal[] | null> {
    const watched = collect.hosts.get(host);
    if (!watched) throw new MidwatchError("NOT_FOUND", `${host} is not a host of this workspace`);
    const namedPorts = watched.detail.processes.flatMap(({ command }) => portsNamed(command ?? ""));
    return scrape.proposals(host, namedPorts, signal);
  }

  return {
    async *"scrape.watch"({ host }, { signal }) {
      for await (const _ of changes(scrape.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
        yield { targets: scrape.states.filter((state) => host === null || state.host === host) };
      }
    },

    async *"scrape.proposals"({ host }, { signal }) {
      while (!signal.aborted) {
        let found: readonly ScrapeProposal[] | null = null;
        let problem: string | null = null;
        try {
          found = await look(host, signal);
        } catch (error) {
          if (signal.aborted || !isMidwatchError(error) || error.code === "NOT_FOUND") throw error;
          problem = errorText(error);
        }
        yield { proposals: found ?? [], problem };
        await delay(clock, found ? lookIntervalMs : connectIntervalMs, signal);
      }
    },

    "scrape.add": async (target) => {
      const checked = scrapeTarget.safeParse({ job: target.job, port: target.port, path: target.path });
      if (!checked.success) {
        throw new MidwatchError("BAD_REQUEST", checked.error.issues.map(({ message }) => message).join(". "));
      }
      return { file: await workspace.addScrape(target) };
    },

    "scrape.report": async ({ target }) => lintExporter(scrape.history(target)),
  };
}
