import type { scrapeArea } from "../../../shared/contract/areas/scrape.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { ScrapeService } from "../../services/scrape/types.ts";
import { changes } from "../changes.ts";
import type { Platform } from "../platform.ts";

const watchIntervalMs = 1000;

interface ScrapeDependencies {
  readonly platform: Platform;
  readonly scrape: ScrapeService;
}

export function scrapeHandlers({ platform, scrape }: ScrapeDependencies): Handlers<typeof scrapeArea> {
  const { clock } = platform;
  return {
    async *"scrape.watch"({ host }, { signal }) {
      for await (const _ of changes(scrape.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
        yield { targets: scrape.states.filter((state) => host === null || state.host === host) };
      }
    },
  };
}
