import { z } from "zod";
import { dashboardEdit } from "../../domain/dashboards/edits.ts";
import { dashboard, evaluatedVariable } from "../../domain/dashboards/model.ts";
import { importNote } from "../../domain/dashboards/notes.ts";
import { method, stream } from "../define.ts";

/** A dashboard's file in the workspace's `dashboards` folder, without `.json`. */
const dashboardName = z.string().min(1).max(200);

/** UTF-16 units of a document, so that the frame it comes in stays within a client's limit. */
export const mostDocumentLength = 1_200_000;
const documentText = z.string().min(1).max(mostDocumentLength);

const place = z.object({ line: z.number().int(), column: z.number().int(), message: z.string() });

const listedDashboard = z.object({
  name: dashboardName,
  title: z.string(),
  tags: z.array(z.string()),
  /** Panels, and how many of them can be shown live. */
  panels: z.number().int(),
  live: z.number().int(),
  /** Notes that concern data, not looks alone. */
  notes: z.number().int(),
  /** Set when the file holds no dashboard; the rest is then empty. */
  problem: place.nullable(),
  modifiedMs: z.number(),
  bytes: z.number().int(),
});
export type ListedDashboard = Readonly<z.infer<typeof listedDashboard>>;

const values = z
  .array(z.object({ name: z.string().max(200), values: z.array(z.string().max(10_000)).max(1000) }))
  .max(200);
/** Which source stands for a data source that the dashboard names. */
const mapping = z.array(z.object({ name: z.string().max(500), source: z.string().max(200) })).max(100);

/** Where an import went, or which files it would have to replace. */
const importResult = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("written"), names: z.array(dashboardName) }),
  z.object({ kind: z.literal("exists"), names: z.array(dashboardName) }),
]);

const grafanaFailures = [
  ...(["NOT_FOUND", "FORBIDDEN", "UNAVAILABLE", "REMOTE_FAILED", "TLS_UNTRUSTED", "TIMEOUT", "LIMIT"] as const),
];

export const dashboardsArea = {
  /** The dashboards of the workspace, again after each change of the folder. */
  "dashboards.watch": stream({
    params: z.strictObject({}),
    item: z.object({
      folder: z.string(),
      dashboards: z.array(listedDashboard),
      /** Grafana servers that the workspace names. */
      servers: z.array(
        z.object({
          name: z.string(),
          url: z.string(),
          via: z.string().nullable(),
          /** The name of the secret it signs in with; null signs in as nobody. */
          secret: z.string().nullable(),
        }),
      ),
    }),
  }),

  /** Read and converted; `version` changes with the file's content. */
  "dashboards.get": method({
    role: "viewer",
    params: z.strictObject({ name: dashboardName }),
    result: z.object({ name: dashboardName, version: z.string(), dashboard, notes: z.array(importNote) }),
    errors: ["NOT_FOUND", "WORKSPACE_INVALID"],
  }),

  /** The choices and values of its variables over the sources they ask. */
  "dashboards.variables": method({
    role: "viewer",
    params: z.strictObject({
      name: dashboardName,
      chosen: values,
      sources: mapping,
      fromMs: z.number().int(),
      toMs: z.number().int(),
      stepMs: z.number().int().min(500),
    }),
    result: z.object({ variables: z.array(evaluatedVariable) }),
    errors: ["NOT_FOUND", "WORKSPACE_INVALID"],
  }),

  /** Writes a document's dashboards into the folder; what is there is replaced only with `overwrite`. */
  "dashboards.import": method({
    params: z.strictObject({ text: documentText, fileName: z.string().max(500), overwrite: z.boolean() }),
    result: importResult,
    errors: ["WORKSPACE_INVALID", "STORE_FAILED", "LIMIT"],
  }),

  /** A page of a Grafana server's dashboards whose title holds the text; `page` counts from 1. */
  "dashboards.grafanaSearch": method({
    role: "viewer",
    params: z.strictObject({
      server: z.string().max(100),
      text: z.string().max(500),
      page: z.number().int().min(1).max(1000),
    }),
    result: z.object({
      dashboards: z.array(
        z.object({ uid: z.string(), title: z.string(), folder: z.string(), tags: z.array(z.string()) }),
      ),
      more: z.boolean(),
    }),
    errors: grafanaFailures,
  }),

  /** Fetches one and writes it as `dashboards.import` does. */
  "dashboards.grafanaImport": method({
    params: z.strictObject({ server: z.string().max(100), uid: z.string().min(1).max(200), overwrite: z.boolean() }),
    result: importResult,
    errors: [...grafanaFailures, "WORKSPACE_INVALID", "STORE_FAILED", "CONFLICT"],
  }),

  /** The file as it is: the document of the import with the edits since. */
  "dashboards.export": method({
    role: "viewer",
    params: z.strictObject({ name: dashboardName }),
    result: z.object({ fileName: z.string(), text: z.string() }),
    errors: ["NOT_FOUND"],
  }),

  /** Changes the document in place and nothing else in it. CONFLICT: the file is another than `version` by now. */
  "dashboards.save": method({
    params: z.strictObject({
      name: dashboardName,
      version: z.string().max(100),
      edits: z.array(dashboardEdit).min(1).max(100),
    }),
    result: z.object({ version: z.string() }),
    errors: ["NOT_FOUND", "CONFLICT", "STORE_FAILED"],
  }),
};
