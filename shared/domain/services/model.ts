import { z } from "zod";
import { errorCodes } from "../../base/errors.ts";
import { alertSeverity } from "../alerts/alert.ts";

/** A service to watch: the workspace's, or one found by the job of scraped targets. */
export const serviceDefinition = z.object({
  name: z.string(),
  /** `found` ones are not in the workspace. */
  origin: z.enum(["workspace", "found"]),
  environment: z.string().nullable(),
  /** Where its metrics are asked for: `local`, or the workspace's name of a server. */
  source: z.string(),
  /** Of its series, as they stand between the braces of a selector. */
  matchers: z.string(),
  /** As the workspace says; null for the hosts of its targets. */
  hosts: z.array(z.string()).nullable(),
  /** As the workspace says; null to find it. */
  versionLabel: z.string().nullable(),
  /** A filter of its lines, as the workspace says; null for all of its hosts'. */
  logs: z.string().nullable(),
  /** What runs it on Kubernetes, as the workspace says (`prod-eu/serving/deployment/chat`); null for none. */
  workloads: z.array(z.string()).nullable(),
  /** As the workspace says; null for all of its hosts'. */
  gpusPerHost: z.number().int().nullable(),
});
export type ServiceDefinition = Readonly<z.infer<typeof serviceDefinition>>;

/** The figures that every service is judged by, where it tells them. Times in seconds, rates a second, shares of 1. */
export const signalIds = [
  "requests",
  "errorRatio",
  /** Requests whose client went away, or that were given up. */
  "abortRatio",
  "p50",
  "p95",
  "p99",
  /** Of latencies that are told without their spread. */
  "mean",
  "running",
  "waiting",
  "kvCache",
  "promptTokens",
  "generationTokens",
] as const;
export type SignalId = (typeof signalIds)[number];

/** Queries of the signals that a service tells. */
export type SignalQueries = Readonly<Partial<Record<SignalId, string>>>;

const serviceTarget = z.object({
  /** Of the scrape target, for the exporter doctor; null for targets of a server. */
  id: z.string().nullable(),
  job: z.string(),
  instance: z.string(),
  /** The workspace's host it is on; null where none is known. */
  host: z.string().nullable(),
  /** Where it is asked, as seen from its host; null for targets of a server. */
  url: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  /** `unreachable`: there is no connection to its host, so nobody can ask. */
  state: z.enum(["waiting", "up", "down", "unreachable"]),
});
export type ServiceTarget = Readonly<z.infer<typeof serviceTarget>>;

/** How a service is doing as far as its metrics can be read. Missing, old and zero are different things. */
const serviceHealth = z.discriminatedUnion("kind", [
  /** Not asked yet. */
  z.object({ kind: z.literal("waiting") }),
  z.object({ kind: z.literal("ok") }),
  /** Some targets do not answer. */
  z.object({ kind: z.literal("degraded"), down: z.number().int(), targets: z.number().int() }),
  /** Every target was asked, and none answers. */
  z.object({ kind: z.literal("down"), targets: z.number().int() }),
  /** There were samples, and there are none of now. */
  z.object({ kind: z.literal("stale"), why: z.enum(["unreachable", "noSamples"]) }),
  /** Nothing matches. */
  z.object({ kind: z.literal("noData") }),
  /** The source did not answer. */
  z.object({ kind: z.literal("failed"), code: z.enum(errorCodes), message: z.string() }),
]);
export type ServiceHealth = Readonly<z.infer<typeof serviceHealth>>;

const serviceAlert = z.object({ id: z.string(), name: z.string(), severity: alertSeverity });
export type ServiceAlert = Readonly<z.infer<typeof serviceAlert>>;

const serviceCost = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("known"),
    currency: z.string(),
    gpus: z.number().int(),
    perHour: z.number(),
    /** Null while there are no requests, or no tokens, to divide by. */
    perRequest: z.number().nullable(),
    /** Of prompt and generated tokens together. */
    perThousandTokens: z.number().nullable(),
    perThousandGenerated: z.number().nullable(),
  }),
  /** The workspace has no prices, or none for a GPU model (`model`). */
  z.object({ kind: z.literal("noPrice"), model: z.string().nullable() }),
  /** It runs on no GPU, or on none that is known. */
  z.object({ kind: z.literal("noGpus") }),
]);
export type ServiceCost = Readonly<z.infer<typeof serviceCost>>;

/** One row of the Services table, as last evaluated. */
export const serviceState = z.object({
  definition: serviceDefinition,
  health: serviceHealth,
  /** When `health` became what it is, Unix ms. */
  sinceMs: z.number(),
  /** What serves there: `vLLM`, `Web service`; null before it is known. */
  kind: z.string().nullable(),
  /** The newest figures there were, and when (Unix ms); null before the first. */
  signals: z.partialRecord(z.enum(signalIds), z.number()),
  signalsAtMs: z.number().nullable(),
  /** Requests of the last hour against the same hour yesterday: 0.04 is 4 % more; null where either is missing. */
  change: z.number().nullable(),
  /** p99 (or the mean where there is none) of the last hour, oldest first; NaN is a gap. */
  latencyHistory: z.instanceof(Float64Array),
  targets: z.array(serviceTarget),
  hosts: z.array(z.string()),
  /** Of its hosts: those that answer now, and their mean use. */
  gpus: z.object({
    reporting: z.number().int(),
    expected: z.number().int(),
    utilizationRatio: z.number().nullable(),
  }),
  cost: serviceCost,
  /** What fires about it, worst first. */
  alerts: z.array(serviceAlert),
});
export type ServiceState = Readonly<z.infer<typeof serviceState>>;

/** What a service tells: enough to build its board. */
export const serviceFacts = z.object({
  /** How far rates look back at least: samples are taken no faster than a quarter of it. */
  rateWindowMs: z.number(),
  /** Presets that its metrics are known by, the foremost first. */
  presets: z.array(z.string()).readonly(),
  metrics: z.array(z.object({ name: z.string(), type: z.string() })).readonly(),
  /** Labels of its main metrics. */
  labels: z.array(z.string()).readonly(),
  /** Releases that run, by the label that tells them apart; null where there is none. */
  versions: z.object({ label: z.string(), values: z.array(z.string()).readonly() }).nullable(),
});
export type ServiceFacts = Readonly<z.infer<typeof serviceFacts>>;
