import { z } from "zod";
import { alertSeverity } from "../alerts/alert.ts";
import { timeWindow } from "../notify/timeWindow.ts";
import { parseDurationMs } from "./duration.ts";
import { notifyChannel } from "./notifyChannel.ts";

const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\w.-]+$/, "Use a name of letters, digits, dots, dashes and underscores");
const span = z
  .string()
  .regex(/^\d+[smhd]$/, "Use a duration such as 30s, 10m, 4h or 7d")
  .transform((text) => parseDurationMs(text) ?? 0);
const longSpan = span.refine((ms) => ms > 0, "Use a duration longer than zero");
/** Channels, people and rotas, by their names. */
const targets = z.array(z.string().min(1)).min(1);

/** Which alerts are told to whom. */
const notifyRoute = z.strictObject({
  name,
  severities: z.array(alertSeverity).min(1).default(["critical"]),
  /** Without them: of any service, in any environment, at any time. */
  services: z.array(z.string().min(1)).min(1).optional(),
  environments: z.array(z.string().min(1)).min(1).optional(),
  during: z.array(timeWindow).min(1).optional(),
  /** `local`: what this console finds itself. `all`: also what servers tell, which have their own ways to page. */
  from: z.enum(["local", "all"]).default("local"),
  notify: targets,
  /** Who else, while nobody claims. */
  escalation: z.string().min(1).optional(),
  /** Labels whose alerts are told of together. */
  groupBy: z.array(z.string().min(1)).default(["alertname"]),
  /** How long alerts gather before the first message, and between two of one group. */
  groupWait: span.default(10_000),
  groupInterval: longSpan.default(60_000),
  /** What nobody claims is told again after that. */
  repeat: longSpan.default(4 * 3_600_000),
  /** Whether the routes behind it are asked too. */
  continue: z.boolean().default(false),
});
export type NotifyRoute = Readonly<z.infer<typeof notifyRoute>>;

const escalation = z.strictObject({
  name,
  /** Counted from the first message. */
  steps: z.array(z.strictObject({ after: longSpan, notify: targets })).min(1),
});

const person = z.strictObject({ name, notify: z.array(z.string().min(1)).min(1) });

const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "Use a date such as 2026-11-02");
const instant = z
  .string()
  .refine((text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text)), {
    message: "Use a time with its zone, such as 2026-11-02T09:00:00+01:00",
  });
const rota = z.strictObject({
  name,
  zone: timeWindow.shape.zone,
  /** The first shift begins on that day, at that time of the zone's clocks. */
  start: day,
  at: timeWindow.shape.from.default(9 * 60),
  shift: longSpan.default(7 * 86_400_000),
  people: z.array(z.string().min(1)).min(1),
  overrides: z.array(z.strictObject({ person: z.string().min(1), from: instant, until: instant })).default([]),
});
export type Rota = Readonly<z.infer<typeof rota>>;

/** Who is told of alerts, and how. Nothing is sent without it. */
export const workspaceNotify = z.strictObject({
  channels: z.array(notifyChannel).default([]),
  routes: z.array(notifyRoute).default([]),
  /** What is not critical waits for their end; `critical: hold` keeps critical alerts back as well. */
  quietHours: z
    .strictObject({ during: z.array(timeWindow).min(1), critical: z.enum(["pass", "hold"]).default("pass") })
    .optional(),
  escalations: z.array(escalation).default([]),
  people: z.array(person).default([]),
  rotas: z.array(rota).default([]),
});
export type WorkspaceNotify = Readonly<z.infer<typeof workspaceNotify>>;
