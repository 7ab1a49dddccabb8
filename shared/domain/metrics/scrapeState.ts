import { z } from "zod";
import { failure } from "../host/state.ts";

/** How a target is doing. */
const scrapeHealth = z.discriminatedUnion("kind", [
  /** Not asked yet. */
  z.object({ kind: z.literal("waiting") }),
  z.object({ kind: z.literal("up") }),
  /** Asked, and it failed; `sinceMs` is the first failure in a row. */
  z.object({ kind: z.literal("down"), error: failure, sinceMs: z.number() }),
  /** There is no connection to its host, so nobody can ask. */
  z.object({ kind: z.literal("hostDown"), sinceMs: z.number() }),
]);

/** A target as the UI shows it. */
export const scrapeState = z.object({
  /** Stable while the target's entry in the workspace stays the same. */
  id: z.string(),
  host: z.string(),
  job: z.string(),
  /** As seen from the host: `http://127.0.0.1:8000/metrics`. */
  url: z.string(),
  labels: z.record(z.string(), z.string()),
  intervalMs: z.number(),
  health: scrapeHealth,
  /** How it is reached: a channel of the SSH connection, or a program on the host where forwarding is refused; null before the first answer. */
  via: z.enum(["forward", "curl", "bash", "wget"]).nullable(),
  /** Of the newest attempt; null before it. */
  lastAtMs: z.number().nullable(),
  lastDurationMs: z.number().nullable(),
  /** Of the newest answer; null before it. */
  samples: z.number().int().nullable(),
  bytes: z.number().int().nullable(),
  /** Metrics with the most series, most first, at most five. */
  largest: z.array(z.object({ name: z.string(), series: z.number().int() })),
  /** Lines of the newest answer that could not be read: the first ten, and how many in all. */
  problems: z.array(z.object({ line: z.number().int(), column: z.number().int(), message: z.string() })),
  problemCount: z.number().int(),
  /** Lines that repeat a series. */
  duplicates: z.number().int(),
  /** OpenMetrics without its end: the answer was cut. */
  truncated: z.boolean(),
  /** Samples whose own time was too old or ahead, which are not stored. */
  outOfTime: z.number().int(),
});
export type ScrapeState = Readonly<z.infer<typeof scrapeState>>;
