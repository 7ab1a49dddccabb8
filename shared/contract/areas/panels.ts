import { z } from "zod";
import { columnFrame } from "../../domain/metrics/model.ts";
import { method, stream } from "../define.ts";
import { sourceFailures, sourceName } from "./sources.ts";

const expression = z.string().min(1).max(10_000);
const source = sourceName.default("local");

export const panelsArea = {
  /**
   * Live range queries drawn together. Times are aligned to the step. After `reset` each `append`
   * carries only the steps that are new (its frame's series equal the last reset's, in order).
   * With `endMs` the range ends there: it is answered once, and the stream ends.
   * With `instant` only the newest step is asked for, as an instant query: one value a series, always a `reset`, series in
   * the order of the answer (`sort`, `topk`).
   */
  "panels.watch": stream({
    params: z.strictObject({
      queries: z
        .array(z.strictObject({ id: z.string().min(1).max(100), expr: expression, source }))
        .min(1)
        .max(32),
      rangeMs: z
        .number()
        .int()
        .min(10_000)
        .max(32 * 86_400_000),
      stepMs: z.number().int().min(500).max(86_400_000),
      endMs: z.number().int().positive().optional(),
      instant: z.boolean().default(false),
    }),
    item: z.object({
      kind: z.enum(["reset", "append"]),
      results: z.array(
        z.discriminatedUnion("kind", [
          z.object({
            kind: z.literal("frame"),
            id: z.string(),
            frame: columnFrame,
            /** What the source doubts about the answer, and about the question. */
            warnings: z.array(z.string()),
            infos: z.array(z.string()),
          }),
          z.object({
            kind: z.literal("error"),
            id: z.string(),
            code: z.string(),
            message: z.string(),
            /** Place in the expression, 0-based, where known. */
            position: z.object({ start: z.number().int(), end: z.number().int() }).nullable(),
          }),
        ]),
      ),
    }),
    errors: ["BAD_QUERY", "UNSUPPORTED"],
  }),

  /** One range, not live. */
  "panels.query": method({
    role: "viewer",
    params: z.strictObject({
      expr: expression,
      source,
      startMs: z.number().int(),
      endMs: z.number().int(),
      stepMs: z.number().int().min(500),
    }),
    result: columnFrame,
    errors: sourceFailures,
  }),
};
