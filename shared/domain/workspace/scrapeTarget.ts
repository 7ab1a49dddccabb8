import { z } from "zod";
import { parseDurationMs } from "./duration.ts";
import { httpAuth, httpTls } from "./httpAccess.ts";

const duration = z.string().regex(/^\d+(ms|s|m|h)$/, "Use a duration such as 500ms, 2s, 5m or 1h");
const leastIntervalMs = 1000;
const longestTimeoutMs = 10_000;

/** Jobs of the collector's own rows: the same job and instance would be the same series. */
const collectorJobs: ReadonlySet<string> = new Set(["node", "nvidia_smi"]);

const job = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,99}$/, "Use letters, digits and _ . : -")
  .refine((name) => !collectorJobs.has(name), "This job is Midwatch's own: use another name, such as node-exporter");

const ownLabels: ReadonlySet<string> = new Set(["instance", "job"]);

const labels = z.record(z.string(), z.string().min(1).max(200)).superRefine((all, context) => {
  for (const name of Object.keys(all)) {
    const problem = ownLabels.has(name)
      ? "Midwatch sets this label itself"
      : /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !name.startsWith("__")
        ? null
        : "Use letters, digits and _ in label names";
    if (problem !== null) context.addIssue({ code: "custom", path: [name], message: problem });
  }
});

/** An application on the host that answers in the exposition format, reached through the host's SSH connection. */
export const scrapeTarget = z
  .strictObject({
    job,
    port: z.number().int().min(1).max(65_535),
    path: z
      .string()
      .regex(/^\/[A-Za-z0-9_.~:/?&=%,+@-]*$/, "Use a path such as /metrics, without blanks and quotes")
      .default("/metrics"),
    scheme: z.enum(["http", "https"]).default("http"),
    interval: duration
      .refine((text) => (parseDurationMs(text) ?? leastIntervalMs) >= leastIntervalMs, "Use an interval of 1s or more")
      .default("10s"),
    /** Default: the interval, at most 10 s. */
    timeout: duration.optional(),
    auth: httpAuth.optional(),
    tls: httpTls.optional(),
    /** Of every series of the target, beside `instance` and `job`. */
    labels: labels.default({}),
    /** More samples than this make the scrape fail: a target that multiplies its labels must not fill the store. */
    sampleLimit: z.number().int().min(1).max(1_000_000).default(50_000),
  })
  .superRefine((target, context) => {
    const timeoutMs = parseDurationMs(target.timeout ?? "0s") ?? 0;
    if (timeoutMs > (parseDurationMs(target.interval) ?? 0)) {
      context.addIssue({
        code: "custom",
        path: ["timeout"],
        message: "The timeout must not be longer than the interval",
      });
    }
    if (target.tls && target.scheme !== "https") {
      context.addIssue({ code: "custom", path: ["tls"], message: "TLS settings need scheme: https" });
    }
  });
export type ScrapeTarget = Readonly<z.infer<typeof scrapeTarget>>;

export function scrapeIntervalMs({ interval }: ScrapeTarget): number {
  return parseDurationMs(interval) ?? longestTimeoutMs;
}

export function scrapeTimeoutMs(target: ScrapeTarget): number {
  return parseDurationMs(target.timeout ?? "") ?? Math.min(scrapeIntervalMs(target), longestTimeoutMs);
}

/** What tells a target's series from those of the host's other targets. */
export function scrapeIdentity({ job, labels }: Pick<ScrapeTarget, "job" | "labels">): string {
  return JSON.stringify([job, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
