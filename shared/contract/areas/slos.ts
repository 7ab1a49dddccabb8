import { z } from "zod";
import { sloDraft } from "../../domain/slo/sloDraft.ts";
import { sloHistory, sloState } from "../../domain/slo/sloState.ts";
import { mostDays } from "../../domain/slo/sloWindow.ts";
import { workspaceProblem } from "../../domain/workspace/model.ts";
import { method, stream } from "../define.ts";

const sloId = z.string().min(1).max(300);

export const slosArea = {
  /** Every SLO of the workspace with what is left of its budget, as counted minute by minute, and what is wrong in their files. */
  "slos.watch": stream({
    params: z.strictObject({}),
    item: z.object({ slos: z.array(sloState), problems: z.array(workspaceProblem) }),
  }),

  /**
   * How one budget went, whenever a minute was counted, over the SLO's own window or the last `days` as far as they were
   * counted; ends with NOT_FOUND when the SLO is gone.
   */
  "slos.history": stream({
    params: z.strictObject({ id: sloId, days: z.number().int().min(1).max(mostDays).optional() }),
    item: sloHistory,
    errors: ["NOT_FOUND"],
  }),

  /** The rules of one SLO, or of all, for a Prometheus or for the Prometheus Operator. */
  "slos.rules": method({
    role: "viewer",
    params: z.strictObject({ id: sloId.nullable(), format: z.enum(["rules", "manifest"]) }),
    result: z.object({ fileName: z.string(), text: z.string() }),
    errors: ["NOT_FOUND"],
  }),

  /** Writes an SLO to the file of its service, in place of `replaces` where that is not null; comments are kept. */
  "slos.save": method({
    params: z.strictObject({ slo: sloDraft, replaces: sloId.nullable() }),
    result: z.object({ file: z.string() }),
    errors: ["CONFLICT", "STORE_FAILED"],
  }),
};
