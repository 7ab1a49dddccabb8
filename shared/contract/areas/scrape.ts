import { z } from "zod";
import { exporterReport } from "../../domain/metrics/lint/model.ts";
import { scrapeState } from "../../domain/metrics/scrapeState.ts";
import { scrapeTarget } from "../../domain/workspace/scrapeTarget.ts";
import { method, stream } from "../define.ts";

const hostName = z.string().min(1).max(253);
const targetId = z.string().min(1).max(2000);
const { job, port } = scrapeTarget.shape;
const path = z.string().min(1).max(500);

const scrapeProposal = z.object({
  port: z.number().int(),
  path: z.string(),
  job: z.string(),
  /** What answers there: `vLLM`, `DCGM exporter`. */
  title: z.string(),
  samples: z.number().int(),
});

export type ScrapeProposal = Readonly<z.infer<typeof scrapeProposal>>;

export const scrapeArea = {
  /** The scrape targets of one host, or of all, at most once a second. */
  "scrape.watch": stream({
    params: z.strictObject({ host: hostName.nullable() }),
    item: z.object({ targets: z.array(scrapeState) }),
  }),

  /**
   * What else answers with metrics on a host, looked for as long as this is open: known ports and those that its processes
   * name. Nothing of it is stored before `scrape.add`.
   */
  "scrape.proposals": stream({
    params: z.strictObject({ host: hostName }),
    item: z.object({
      proposals: z.array(scrapeProposal),
      /** Why the host could not be looked at; null when it was. */
      problem: z.string().nullable(),
    }),
    errors: ["NOT_FOUND"],
  }),

  /** Writes a target to `midwatch.yaml`, comments kept, and starts reading it. */
  "scrape.add": method({
    params: z.strictObject({ host: hostName, job, port, path }),
    result: z.object({ file: z.string() }),
    errors: ["WORKSPACE_INVALID", "STORE_FAILED", "BAD_REQUEST"],
  }),

  /** The exporter doctor: what is wrong with what a target tells, and what to change. */
  "scrape.report": method({
    role: "viewer",
    params: z.strictObject({ target: targetId }),
    result: exporterReport,
    errors: ["NOT_FOUND"],
  }),
};
