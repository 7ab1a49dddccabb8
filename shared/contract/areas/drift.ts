import { z } from "zod";
import { driftReport } from "../../domain/drift/featureDrift.ts";
import { stream } from "../define.ts";

export const driftArea = {
  /** How a service's inputs and outputs stand against what they were, told again every half minute; null where nothing is named to look at. */
  "drift.watch": stream({
    params: z.strictObject({ service: z.string().min(1).max(100) }),
    item: z.object({ report: driftReport.nullable() }),
    errors: ["NOT_FOUND"],
  }),
};
