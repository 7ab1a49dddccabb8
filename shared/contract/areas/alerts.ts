import { z } from "zod";
import { alert } from "../../domain/alerts/alert.ts";
import { routingExplanation } from "../../domain/alerts/routing/routingExplanation.ts";
import { silence, silenceMatcher } from "../../domain/alerts/silence.ts";
import { textLimits } from "../../domain/textLimits.ts";
import { workspaceProblem } from "../../domain/workspace/model.ts";
import { method, stream } from "../define.ts";

const alertId = z.string().min(1).max(200);
const texts = z.record(z.string(), z.string());

const matchers = z.array(silenceMatcher).max(100);
const silenceFailures = [
  ...(["NOT_FOUND", "BAD_REQUEST", "FORBIDDEN", "UNAVAILABLE", "REMOTE_FAILED", "TIMEOUT", "TLS_UNTRUSTED"] as const),
];

export const alertsArea = {
  /**
   * The alerts of all sources: first all of them, in parts (`first` on the first one, which replaces what was known), then
   * what changes, at most four times a second. `complete` is false while parts of the first answer are to come.
   */
  "alerts.watch": stream({
    params: z.strictObject({}),
    item: z.object({
      first: z.boolean(),
      complete: z.boolean(),
      changed: z.array(alert),
      /** Ids. */
      gone: z.array(z.string()),
    }),
  }),

  /** The rules that are evaluated here and those of the workspace's Prometheus servers, and what is wrong with them. */
  "alerts.rules": stream({
    params: z.strictObject({}),
    item: z.object({
      groups: z.array(
        z.object({
          /** `local`, or a server by the workspace's name. */
          source: z.string(),
          name: z.string(),
          file: z.string(),
          intervalMs: z.number(),
          evaluatedAtMs: z.number().nullable(),
          durationMs: z.number().nullable(),
          /** Evaluations that did not happen when they were due; null where the server tells none. */
          missed: z.number().int().nullable(),
          rules: z.array(
            z.object({
              name: z.string(),
              kind: z.enum(["alert", "record"]),
              expr: z.string(),
              /** As they are written: what is a template stands as one. */
              labels: texts,
              line: z.number().int().nullable(),
              /** Null for a record. */
              state: z.enum(["inactive", "pending", "firing"]).nullable(),
              alerts: z.number().int(),
              health: z.enum(["ok", "failed", "unknown"]),
              /** Why the last evaluation failed. */
              problem: z.string().nullable(),
              evaluatedAtMs: z.number().nullable(),
              durationMs: z.number().nullable(),
            }),
          ),
        }),
      ),
      /** The servers that are asked, and why one does not tell its rules now. */
      servers: z.array(z.object({ name: z.string(), problem: z.string().nullable() })),
      /** In the files of the workspace. */
      problems: z.array(workspaceProblem),
    }),
  }),

  /** What is wrong in rule files, when that changes: nothing of such a file is evaluated, and what would fire is not told. */
  "alerts.ruleFaults": stream({
    params: z.strictObject({}),
    item: z.object({ problems: z.array(workspaceProblem) }),
  }),

  /** Says who looks after an alert. */
  "alerts.claim": method({
    params: z.strictObject({
      id: alertId,
      name: z.string().trim().min(1).max(textLimits.claimName),
      note: z.string().max(textLimits.claimNote),
    }),
    result: z.object({}),
    errors: ["NOT_FOUND"],
  }),
  "alerts.unclaim": method({ params: z.strictObject({ id: alertId }), result: z.object({}), errors: [] }),

  /** The silences of all Alertmanagers, with how many of the alerts that fire each holds back. */
  "alerts.silences": stream({
    params: z.strictObject({}),
    item: z.object({
      servers: z.array(z.object({ name: z.string(), readAtMs: z.number().nullable(), problem: z.string().nullable() })),
      silences: z.array(silence.extend({ matching: z.number().int() })),
    }),
  }),
  /** Which alerts there are now that these matchers would hold back; `alerts` are the first of them, told apart by their targets. */
  "alerts.previewSilence": method({
    role: "viewer",
    params: z.strictObject({ server: z.string(), matchers }),
    result: z.object({
      total: z.number().int(),
      alerts: z.array(z.object({ id: z.string(), name: z.string(), target: z.string() })),
      /** Why they would be refused. */
      problem: z.string().nullable(),
    }),
    errors: [],
  }),
  /** Makes a silence, or changes the one of that id; the id it has now may be another. CONFLICT for one that has ended. */
  "alerts.saveSilence": method({
    params: z.strictObject({
      server: z.string().min(1).max(100),
      id: z.string().max(200).nullable(),
      matchers,
      startsAtMs: z.number(),
      endsAtMs: z.number(),
      createdBy: z.string().trim().min(1).max(textLimits.silenceAuthor),
      comment: z.string().max(textLimits.silenceComment),
    }),
    result: z.object({ id: z.string() }),
    errors: [...silenceFailures, "CONFLICT"],
  }),
  "alerts.expireSilence": method({
    params: z.strictObject({ server: z.string().min(1).max(100), id: z.string().min(1).max(200) }),
    result: z.object({}),
    errors: silenceFailures,
  }),

  /**
   * Who gets an alert with these labels, by an Alertmanager's configuration or by one of the workspace's `alertmanager/*.yml`.
   * Follows the first of them where `configuration` is null or not there; `chosen` says which.
   */
  "alerts.explainRouting": method({
    role: "viewer",
    params: z.strictObject({
      configuration: z.string().max(300).nullable(),
      labels: z.record(z.string().min(1).max(500), z.string().max(5000)),
    }),
    result: z.object({
      configurations: z.array(z.object({ name: z.string(), kind: z.enum(["server", "file"]) })),
      chosen: z.string().nullable(),
      /** Why it could not be read. */
      failure: z.string().nullable(),
      problems: z.array(workspaceProblem),
      explanation: routingExplanation.nullable(),
      /** Ids of the active silences that match. */
      silencedBy: z.array(z.string()),
    }),
    errors: [],
  }),

  /** The newest firings that began in the window, of one source and rule or of all. */
  "alerts.history": method({
    role: "viewer",
    params: z.strictObject({
      /** `local`, or a server by the workspace's name. */
      source: z.string().max(200).nullable(),
      rule: z.string().max(500).nullable(),
      fromMs: z.number(),
      toMs: z.number(),
      limit: z.number().int().min(1).max(5000),
    }),
    result: z.object({
      firings: z.array(
        z.object({
          source: z.string(),
          fingerprint: z.string(),
          rule: z.string(),
          labels: texts,
          activeMs: z.number(),
          firedMs: z.number(),
          resolvedMs: z.number().nullable(),
          touched: z.boolean(),
        }),
      ),
    }),
    errors: [],
  }),

  /** How much of what each rule said in the last days was noise, the noisiest first. */
  "alerts.noise": method({
    role: "viewer",
    params: z.strictObject({ days: z.number().int().min(1).max(90) }),
    result: z.object({
      rules: z.array(
        z.object({
          source: z.string(),
          rule: z.string(),
          /** Tell it from others of its name. */
          labels: texts,
          fired: z.number().int(),
          flapped: z.number().int(),
          resolvedUntouched: z.number().int(),
          score: z.number().nullable(),
        }),
      ),
    }),
    errors: [],
  }),
};
