import { z } from "zod";
import { workloadForm } from "../logs/podSource.ts";
import { workspaceDrift } from "./drift.ts";

/** An application that several targets serve together. */
export const workspaceService = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^\s/\\]+$/, "Use a name without spaces or slashes"),
  /** Which targets are its own: a PromQL selector without a metric name, such as `{job="vllm"}`. */
  targets: z.string().min(1).max(2000),
  /** Where it runs; by default the hosts that its targets are on. */
  hosts: z.array(z.string().min(1)).optional(),
  environment: z.string().optional(),
  /** Where its metrics are asked for; by default the samples read over SSH. */
  source: z.string().min(1).max(200).optional(),
  /** The label that tells releases apart; by default found among the usual ones. */
  versionLabel: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "Use letters, digits and _ in label names")
    .optional(),
  /** Which lines of its hosts are its own: a filter as the Logs screen takes it. */
  logs: z.string().min(1).max(2000).optional(),
  /** What runs it on Kubernetes: its lines are those of their pods, not of its hosts. */
  workloads: z
    .array(
      z
        .string()
        .max(600)
        .regex(
          workloadForm,
          "Use CLUSTER/NAMESPACE/KIND/NAME, such as prod-eu/serving/deployment/chat; a deployment, a statefulset or a daemonset",
        ),
    )
    .min(1)
    .max(8)
    .optional(),
  /** How many GPUs of each of its hosts it occupies; by default all, or none where it serves no model. */
  gpusPerHost: z.number().int().min(0).max(64).optional(),
  /** Which of its inputs and outputs are held against what they were. */
  drift: workspaceDrift.optional(),
});
export type WorkspaceService = Readonly<z.infer<typeof workspaceService>>;

const pricePerHour = z.number().positive().max(10_000);

/** What the fleet costs. */
export const workspacePrices = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "Use a currency's code, such as USD or EUR")
    .default("USD"),
  /** Of one GPU for one hour: one price, or one by model, such as `{H100: 2.49, L40S: 0.86}`. */
  gpuHour: z.union(
    [pricePerHour, z.record(z.string().min(1).max(100), pricePerHour)],
    "Use a price, or prices by GPU model such as {H100: 2.49}",
  ),
});
export type WorkspacePrices = Readonly<z.infer<typeof workspacePrices>>;
