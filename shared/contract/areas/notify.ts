import { z } from "zod";
import { alertSeverity } from "../../domain/alerts/alert.ts";
import { notifyChannel } from "../../domain/workspace/notifyChannel.ts";
import { method, stream } from "../define.ts";
import { secretValue } from "./secrets.ts";

const name = z.string().min(1).max(100);
const names = z.array(z.string());

const rota = z.object({
  name: z.string(),
  zone: z.string(),
  people: names,
  /** Null before its first shift. */
  onCall: z.object({ person: z.string(), untilMs: z.number() }).nullable(),
});

/** How an attempt ended: `unsure` went out and was not answered, so it may have arrived. */
const outcome = z.object({
  kind: z.enum(["delivered", "retry", "refused", "unsure"]),
  reason: z.string().nullable(),
});

const delivery = z.object({
  id: z.number().int(),
  channel: z.string(),
  kind: z.enum(["firing", "more", "repeat", "escalated", "acknowledged", "resolved", "test"]),
  title: z.string(),
  /** `failed` and `unsure` are not tried again by themselves. */
  state: z.enum(["waiting", "sending", "delivered", "failed", "unsure"]),
  attempts: z.number().int(),
  createdMs: z.number(),
  nextMs: z.number().nullable(),
  settledMs: z.number().nullable(),
  /** What the other side, or the way there, said last. */
  reason: z.string().nullable(),
});

/** Who is told of alerts, as `midwatch.yaml` says, and what was sent. Times are Unix ms. */
export const notifyArea = {
  "notify.watch": stream({
    params: z.strictObject({}),
    item: z.object({
      /** Whether this console sends: each of those that share a workspace would. */
      isOn: z.boolean(),
      /** Why nothing can be sent, or what was lost. */
      problem: z.string().nullable(),
      /** Pages of the last hour that are given up or unsure, test messages apart; null when there are none. */
      undelivered: z.object({ count: z.number().int(), channel: z.string(), reason: z.string() }).nullable(),
      channels: z.array(notifyChannel),
      routes: z.array(
        z.object({
          name: z.string(),
          severities: z.array(alertSeverity),
          services: names.nullable(),
          environments: names.nullable(),
          /** Such as `22:00 to 07:00 Europe/Berlin`; null for always. */
          during: names.nullable(),
          from: z.enum(["local", "all"]),
          notify: names,
          escalation: z.string().nullable(),
          groupBy: names,
          groupWaitMs: z.number(),
          groupIntervalMs: z.number(),
          repeatMs: z.number(),
        }),
      ),
      quietHours: z.object({ during: names, critical: z.enum(["pass", "hold"]) }).nullable(),
      escalations: z.array(
        z.object({ name: z.string(), steps: z.array(z.object({ afterMs: z.number(), notify: names })) }),
      ),
      people: z.array(z.object({ name: z.string(), notify: names })),
      rotas: z.array(rota),
    }),
  }),

  /** The newest two hundred first. */
  "notify.deliveries": stream({ params: z.strictObject({}), item: z.object({ deliveries: z.array(delivery) }) }),

  /** What channels of the desktop show, as it comes. A console whose pages all stay away delivers none of it. */
  "notify.announcements": stream({
    params: z.strictObject({}),
    item: z.object({ announcements: z.array(z.object({ title: z.string(), body: z.string() })) }),
  }),

  "notify.switch": method({
    params: z.strictObject({ isOn: z.boolean() }),
    result: z.object({}),
    errors: ["STORE_FAILED"],
  }),

  /** Sends a message that says it is a test, once. */
  "notify.test": method({
    params: z.strictObject({ channel: name }),
    result: outcome,
    errors: ["NOT_FOUND", "STORE_FAILED"],
  }),

  /** Sends a delivery that failed, or is unsure, once more. CONFLICT for any other. */
  "notify.retry": method({
    params: z.strictObject({ id: z.number().int() }),
    result: z.object({}),
    errors: ["CONFLICT", "STORE_FAILED"],
  }),

  /**
   * Writes a channel to `midwatch.yaml`, comments kept: in place of `replaces`, or as one more. Then the secrets that it names and
   * that have a value here. FORBIDDEN where a kept secret would go to a place that the workspace does not send it to.
   */
  "notify.saveChannel": method({
    params: z.strictObject({
      channel: notifyChannel,
      secrets: z.record(z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/), secretValue),
      replaces: name.nullable(),
    }),
    result: z.object({ file: z.string() }),
    errors: ["FORBIDDEN", "BAD_REQUEST", "WORKSPACE_INVALID", "STORE_FAILED"],
  }),

  /** Refused with WORKSPACE_INVALID while something else of the file names it. */
  "notify.removeChannel": method({
    params: z.strictObject({ name }),
    result: z.object({ file: z.string() }),
    errors: ["WORKSPACE_INVALID", "STORE_FAILED"],
  }),
};
