import { z } from "zod";
import { auditEntry } from "../../domain/audit/entry.ts";
import { method, stream } from "../define.ts";

export const auditArea = {
  /** How long the chain is, and what is wrong with it; again after each entry. */
  "audit.watch": stream({
    params: z.strictObject({}),
    item: z.object({
      file: z.string(),
      entries: z.number().int(),
      /** Found when the console started or when it was last verified; null when the chain holds. */
      problem: z.string().nullable(),
      verifiedAtMs: z.number(),
      /** Whether the text of queries is kept, or only that they were asked. */
      keepsQueryText: z.boolean(),
    }),
  }),
  /** Newest first. */
  "audit.find": method({
    role: "viewer",
    params: z.strictObject({
      text: z.string().max(500),
      run: z.string().max(100).nullable(),
      beforeSeq: z.number().int().nullable(),
      limit: z.number().int().min(1).max(500),
    }),
    result: z.object({ entries: z.array(auditEntry) }),
  }),
  "audit.verify": method({
    role: "viewer",
    params: z.strictObject({}),
    result: z.object({ entries: z.number().int(), problem: z.string().nullable() }),
  }),
  /** Writes down that the caller ran a query; the same one again within a minute is no other event. */
  "audit.noteQuery": method({
    role: "viewer",
    params: z.strictObject({
      language: z.enum(["PromQL", "logs"]),
      source: z.string().min(1).max(1000),
      text: z.string().min(1).max(10_000),
    }),
    result: z.object({}),
    errors: ["STORE_FAILED"],
  }),
  "audit.keepQueryText": method({
    params: z.strictObject({ isOn: z.boolean() }),
    result: z.object({}),
    errors: ["STORE_FAILED"],
  }),
  /** All of it as a file. */
  "audit.export": method({
    role: "viewer",
    params: z.strictObject({ format: z.enum(["jsonl", "csv"]) }),
    result: z.object({ name: z.string(), text: z.string() }),
  }),
};
