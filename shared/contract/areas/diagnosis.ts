import { z } from "zod";
import { diagnosisReport } from "../../domain/diagnosis/report.ts";
import { workspaceProblem } from "../../domain/workspace/model.ts";
import { method, stream } from "../define.ts";

const name = z.string().min(1).max(253);

/** The likeliest cause of an alert that fires. */
const likelyCause = diagnosisReport.shape.candidates.element
  .pick({ name: true, cause: true, host: true, confidence: true })
  .extend({ alert: z.string(), atMs: z.number() });

export const diagnosisArea = {
  /** Judges what may be wrong with a service and hosts, at a moment or now (`atMs` is null). Takes three seconds at most. */
  "diagnosis.run": method({
    role: "viewer",
    params: z.strictObject({
      service: name.nullable(),
      /** Empty for those of the service. */
      hosts: z.array(name).max(1000),
      /** Since when something is wrong; null where nobody knows. Unix ms. */
      sinceMs: z.number().nullable(),
      atMs: z.number().nullable(),
    }),
    result: diagnosisReport,
  }),

  /** Of each alert that fires the likeliest cause, where something speaks for one, and what is wrong with pattern files. */
  "diagnosis.watch": stream({
    params: z.strictObject({}),
    item: z.object({ causes: z.array(likelyCause), problems: z.array(workspaceProblem) }),
  }),
};
