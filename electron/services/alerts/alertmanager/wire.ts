import { z } from "zod";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import type { SilenceMatcher } from "../../../../shared/domain/alerts/silence.ts";

/** Of Alertmanager's API v2; servers of different versions add more. */
const time = z.string().transform((text, context) => {
  const timeMs = Date.parse(text);
  if (!Number.isNaN(timeMs)) return timeMs;
  context.addIssue({ code: "custom", message: `${text} is not a time` });
  return z.NEVER;
});

const texts = z.record(z.string(), z.string());

export const wireAlert = z.object({
  fingerprint: z.string(),
  labels: texts,
  annotations: texts,
  startsAt: time,
  status: z.object({
    state: z.enum(["unprocessed", "active", "suppressed"]),
    silencedBy: z.array(z.string()),
    inhibitedBy: z.array(z.string()),
  }),
});
export type WireAlert = z.output<typeof wireAlert>;

const wireMatcher = z.object({
  name: z.string(),
  value: z.string(),
  isRegex: z.boolean(),
  /** Absent before 0.22, which had no negative matchers. */
  isEqual: z.boolean().default(true),
});

export const wireSilence = z.object({
  id: z.string(),
  status: z.object({ state: z.enum(["expired", "active", "pending"]) }),
  matchers: z.array(wireMatcher),
  startsAt: time,
  endsAt: time,
  updatedAt: time,
  createdBy: z.string(),
  comment: z.string(),
});
export type WireSilence = z.output<typeof wireSilence>;
export const wireSilences = z.array(wireSilence);

export const wireStatus = z.object({
  config: z.object({ original: z.string() }),
  versionInfo: z.object({ version: z.string() }),
});
export type WireStatus = z.output<typeof wireStatus>;

export const savedSilence = z.object({ silenceID: z.string() });

export function matcherFromWire({ name, value, isRegex, isEqual }: z.output<typeof wireMatcher>): SilenceMatcher {
  return { name, value, operator: isRegex ? (isEqual ? "=~" : "!~") : isEqual ? "=" : "!=" };
}

export function matcherToWire({ name, value, operator }: SilenceMatcher) {
  return { name, value, isRegex: operator.endsWith("~"), isEqual: operator.startsWith("=") };
}

/** What a server said, in the shape it should have. Throws REMOTE_FAILED for any other. */
export function told<S extends z.ZodType>(server: string, schema: S, said: unknown): z.output<S> {
  const result = schema.safeParse(said);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new MidwatchError(
    "REMOTE_FAILED",
    `${server} answered what Alertmanager does not: ${issue?.path.join(".")} ${issue?.message}`,
  );
}
