import { z } from "zod";

/** Texts: in a job file a timeout of 10 and a value of 1.10 are what stands there. */
const text = z.string();

const option = z.looseObject({
  name: text,
  label: text.optional(),
  description: text.optional(),
  value: text.optional(),
  values: z.array(text).optional(),
  regex: text.optional(),
  enforced: text.optional(),
  secure: text.optional(),
});
export type RundeckOption = z.infer<typeof option>;

const command = z.looseObject({
  description: text.optional(),
  exec: text.optional(),
  script: text.optional(),
  scriptfile: text.optional(),
  scripturl: text.optional(),
  jobref: z.looseObject({ name: text.optional(), group: text.optional() }).optional(),
  type: text.optional(),
  errorhandler: z.unknown().optional(),
});
export type RundeckCommand = z.infer<typeof command>;

/** A job as Rundeck exports it in YAML; what is not read here is no part of a runbook (schedules, notifications). */
const job = z.looseObject({
  name: text,
  description: text.optional(),
  group: text.optional(),
  timeout: text.optional(),
  options: z.array(option).default([]),
  nodefilters: z
    .looseObject({
      filter: text.optional(),
      dispatch: z.looseObject({ threadcount: text.optional() }).optional(),
    })
    .optional(),
  sequence: z.looseObject({ keepgoing: text.optional(), commands: z.array(command).min(1) }),
});
export type RundeckJob = z.infer<typeof job>;

export const rundeckJobs = z.array(job).min(1).max(100);
