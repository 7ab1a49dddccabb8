import { z } from "zod";
import { scrapeState } from "../../domain/metrics/scrapeState.ts";
import { stream } from "../define.ts";

const hostName = z.string().min(1).max(253);

export const scrapeArea = {
  /** The scrape targets of one host, or of all, at most once a second. */
  "scrape.watch": stream({
    params: z.strictObject({ host: hostName.nullable() }),
    item: z.object({ targets: z.array(scrapeState) }),
  }),
};
