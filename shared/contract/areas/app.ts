import { z } from "zod";
import { notify } from "../../domain/alerts/news/notify.ts";
import { environmentKind, workspaceProblem } from "../../domain/workspace/model.ts";
import { caller } from "../caller.ts";
import { method, stream } from "../define.ts";

export const appArea = {
  "app.info": method({
    role: "viewer",
    params: z.strictObject({}),
    result: z.object({
      version: z.string(),
      shell: z.enum(["desktop", "headless"]),
      platform: z.string(),
      /** True for the simulated fleet. */
      demo: z.boolean(),
      /** Whether terminals on the console's own machine may be opened. */
      localTerminal: z.boolean(),
      dataFolder: z.string(),
      workspaceFolder: z.string(),
      /** Who this client is to the console. */
      caller,
    }),
  }),

  /** The workspace as loaded; a file with problems keeps the last good content in force. */
  "workspace.watch": stream({
    params: z.strictObject({}),
    item: z.object({
      name: z.string(),
      /** No `midwatch.yaml`, or one without hosts: the UI opens First run. */
      needsSetup: z.boolean(),
      /** `midwatch.yaml` has not been readable since the console began: nothing is watched until it is corrected. */
      isUnreadable: z.boolean(),
      environments: z.record(z.string(), z.object({ kind: environmentKind })),
      hostNames: z.array(z.string()),
      problems: z.array(workspaceProblem),
    }),
  }),

  /** The console's own health, once a second. */
  "app.status": stream({
    params: z.strictObject({}),
    item: z.object({
      nowMs: z.number(),
      hosts: z.object({
        total: z.number().int(),
        connected: z.number().int(),
        connecting: z.number().int(),
        waiting: z.number().int(),
        stopped: z.number().int(),
      }),
      samplesPerSecond: z.number(),
      seriesCount: z.number().int(),
      storeBytes: z.number(),
      rssBytes: z.number(),
      eventLoopLagMs: z.number(),
      /** Set when samples cannot be kept: what failed and what it affects. */
      storeProblem: z.string().nullable(),
    }),
  }),

  "settings.get": method({
    role: "viewer",
    params: z.strictObject({}),
    result: z.object({
      theme: z.enum(["dark", "light", "system"]),
      singleKeys: z.boolean(),
      clock: z.enum(["utc", "local"]),
      notify,
      sound: z.boolean(),
      /** Terminals also write what they print as text that assistive technology reads. */
      screenReader: z.boolean(),
    }),
  }),
  "settings.set": method({
    params: z.strictObject({
      theme: z.enum(["dark", "light", "system"]).optional(),
      singleKeys: z.boolean().optional(),
      clock: z.enum(["utc", "local"]).optional(),
      notify: notify.optional(),
      sound: z.boolean().optional(),
      screenReader: z.boolean().optional(),
    }),
    result: z.object({}),
    errors: ["STORE_FAILED"],
  }),
};
