import { z } from "zod";
import { errorCodes } from "../../base/errors.ts";
import { logLine } from "../../domain/logs/model.ts";
import { logVolume } from "../../domain/logs/volume.ts";
import { method, stream } from "../define.ts";

const names = z.array(z.string().min(1).max(600)).max(1000);

/** What is asked of the logs: see `parseFilter`; null stands for all of them. */
const wish = {
  filter: z.string().max(10_000).default(""),
  sources: names.nullable().default(null),
  hosts: names.nullable().default(null),
};
const window = { startMs: z.number(), endMs: z.number() };

/** Something that could not be read; the rest could. */
const logProblem = z.object({
  source: z.string(),
  where: z.string(),
  code: z.enum(errorCodes),
  message: z.string(),
});

/** Live lines that did not get here; `missing` null where nobody counted them. */
const logGap = z.object({
  source: z.string(),
  host: z.string().nullable(),
  stream: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  missing: z.object({ count: z.number(), unit: z.enum(["lines", "bytes"]) }).nullable(),
  reason: z.string(),
});

/** Lines of one answer: what a person scrolls through before asking for more. */
const mostLogLines = 5000;

const failures = ["BAD_QUERY", "NOT_FOUND", "UNSUPPORTED"] as const;

const mostConfigurationChars = 1_000_000;

export const logsArea = {
  /** Takes the logs and servers that a shipper's configuration names into `midwatch.yaml`, comments kept. */
  "logs.importShipper": method({
    params: z.strictObject({ text: z.string().min(1).max(mostConfigurationChars) }),
    result: z.object({
      shipper: z.enum(["filebeat", "promtail", "alloy"]),
      logs: z.number().int(),
      servers: z.number().int(),
      /** What was not taken over, and what is left to do. */
      notes: z.array(z.string()),
      file: z.string(),
    }),
    errors: ["BAD_REQUEST", "WORKSPACE_INVALID", "STORE_FAILED"],
  }),

  /** The places that logs are read from, unless named otherwise; pods are named (see `PodSource`) and not among them. */
  "logs.sources": method({
    role: "viewer",
    params: z.strictObject({}),
    result: z.object({
      sources: z.array(z.object({ name: z.string(), kind: z.enum(["hosts", "loki", "elasticsearch", "pods"]) })),
    }),
  }),

  /** The newest lines of a window, in time order; older ones by asking again up to `completeFromMs`. */
  "logs.query": method({
    role: "viewer",
    params: z.strictObject({
      ...wish,
      ...window,
      limit: z.number().int().min(1).max(mostLogLines).default(mostLogLines),
    }),
    result: z.object({
      lines: z.array(logLine),
      /** From here to the end of the window nothing is missing, but for the problems. */
      completeFromMs: z.number(),
      problems: z.array(logProblem),
      /** Conditions that a source could not judge by itself and that were applied to its answer. */
      appliedHere: z.array(z.string()),
    }),
    errors: failures,
  }),

  /**
   * Lines from now on, merged by time. What waited too long for a slow reader is told as gaps. A page that is asked for once it
   * began leaves no line between the two; lines that both have are the same in all.
   */
  "logs.tail": stream({
    params: z.strictObject(wish),
    item: z.object({
      lines: z.array(logLine),
      gaps: z.array(logGap),
      /** Null when they are as before. */
      problems: z.array(logProblem).nullable(),
      began: z.boolean(),
      /** Hosts that are followed only from now on: a page that was asked for before lacks what they wrote. */
      lateHosts: z.array(z.string()).readonly(),
    }),
    errors: failures,
  }),

  /** Lines by level, as the sources themselves count them. */
  "logs.volume": method({
    role: "viewer",
    params: z.strictObject({ ...wish, ...window, stepMs: z.number().int().min(1000) }),
    result: z.object({
      volume: logVolume.nullable(),
      /** Sources that do not count: what was read of them is all there is to count. */
      uncounted: z.array(z.string()),
      problems: z.array(logProblem),
    }),
    errors: failures,
  }),
};
