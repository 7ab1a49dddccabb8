import { z } from "zod";
import { workspaceAlerting } from "./alerting.ts";
import { parseDurationMs } from "./duration.ts";
import { grafanaServer } from "./grafanaServer.ts";
import { hostLog } from "./hostLog.ts";
import { kubernetesCluster } from "./kubernetesCluster.ts";
import { workspaceNotify } from "./notify.ts";
import { recoveryPolicy } from "./recovery.ts";
import { remoteWriteServer } from "./remoteWriteServer.ts";
import { scrapeTarget } from "./scrapeTarget.ts";
import { workspacePrices, workspaceService } from "./service.ts";
import { workspaceSource } from "./source.ts";

/** Durations in workspace files: `500ms`, `2s`, `5m`, `1h`. */
const duration = z.string().regex(/^\d+(ms|s|m|h)$/, "Use a duration such as 500ms, 2s, 5m or 1h");
const leastIntervalMs = 500;
/** Faster than that the driver's own averages are noise, and the reading disturbs what it reads. */
const interval = duration.refine((text) => {
  const intervalMs = parseDurationMs(text);
  return intervalMs === null || intervalMs >= leastIntervalMs;
}, "Use an interval of 500ms or more");
const name = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[^\s/\\]+$/, "Use a name without spaces or slashes");

export const environmentKind = z.enum(["production", "staging", "development"]);
export type EnvironmentKind = z.infer<typeof environmentKind>;

/** A host is first of all a name of the SSH configuration; the rest overrides what that says. */
export const workspaceHost = z.strictObject({
  name,
  address: z.string().min(1).optional(),
  port: z.number().int().min(1).max(65535).optional(),
  user: z.string().min(1).optional(),
  /** Whom runbooks sign in as; by default the same user, who then may change things while only reading. */
  writeUser: z.string().min(1).optional(),
  identityFile: z.string().optional(),
  jump: z.array(z.string().min(1)).optional(),
  transport: z.enum(["auto", "ssh2", "system"]).default("auto"),
  environment: z.string().optional(),
  /** Heatmap group; by default the name without its trailing number. */
  group: z.string().optional(),
  interval: interval.optional(),
  /** systemd units to show; by default the ones that look like model serving, plus failed ones. */
  units: z.array(z.string()).optional(),
  /** Applications whose metrics are read through the host's connection. */
  scrape: z.array(scrapeTarget).optional(),
});
export type WorkspaceHost = Readonly<z.infer<typeof workspaceHost>>;

/** Of every workspace. */
export const workspaceFileName = "midwatch.yaml";

/** `midwatch.yaml`. Unknown keys are errors. */
export const workspaceFile = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1).max(100),
  environments: z.record(z.string(), z.strictObject({ kind: environmentKind })).default({}),
  ssh: z
    .strictObject({
      /** Relative to the workspace; default `~/.ssh/config`. */
      config: z.string().optional(),
      transport: z.enum(["auto", "ssh2", "system"]).default("auto"),
    })
    .default({ transport: "auto" }),
  collect: z
    .strictObject({
      interval: interval.default("2s"),
      retention: z
        .string()
        .regex(/^\d+(h|d)$/, "Use hours or days, such as 24h or 15d")
        .default("15d"),
    })
    .default({ interval: "2s", retention: "15d" }),
  hosts: z.array(workspaceHost).default([]),
  sources: z.array(workspaceSource).optional(),
  /** Logs on the hosts; without any the kernel log of each. */
  logs: z.array(hostLog).optional(),
  alerting: workspaceAlerting.optional(),
  grafana: z.array(grafanaServer).optional(),
  remoteWrite: z.array(remoteWriteServer).optional(),
  kubernetes: z.array(kubernetesCluster).optional(),
  services: z.array(workspaceService).optional(),
  prices: workspacePrices.optional(),
  /** What runbooks run, or are proposed, when an alert fires; nothing without. */
  recovery: z.array(recoveryPolicy).optional(),
  /** Who is told of alerts; nobody without. */
  notify: workspaceNotify.optional(),
});
export type WorkspaceFile = Readonly<z.infer<typeof workspaceFile>>;

/** Something wrong in a workspace file, with its place (1-based). */
export const workspaceProblem = z.object({
  file: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  message: z.string(),
});
export type WorkspaceProblem = Readonly<z.infer<typeof workspaceProblem>>;
