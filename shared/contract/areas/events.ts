import { z } from "zod";
import { eventKind, fleetEvent } from "../../domain/events/fleetEvent.ts";
import { textLimits } from "../../domain/textLimits.ts";
import { method, stream } from "../define.ts";

const name = z.string().min(1).max(200);

export const eventsArea = {
  /**
   * What happened in the last day, newest first and at most 1000, then what is learnt of, in the order in which it is:
   * an event may be older than those before it.
   */
  "events.watch": stream({
    params: z.strictObject({}),
    item: z.object({
      /** Replaces what was known. */
      first: z.boolean(),
      events: z.array(fleetEvent),
      /** Of the last day. */
      total: z.number().int(),
      /** Why events are missing, or will be when the console ends. */
      problem: z.string().nullable(),
    }),
  }),

  /**
   * The newest events of a window, of one kind or host or of all, newest first, and how many of those it holds. `after` is the
   * last one that is known already.
   */
  "events.find": method({
    role: "viewer",
    params: z.strictObject({
      fromMs: z.number(),
      toMs: z.number(),
      limit: z.number().int().min(1).max(1000),
      kind: eventKind.nullable().default(null),
      host: name.nullable().default(null),
      after: fleetEvent.pick({ id: true, atMs: true }).nullable().default(null),
    }),
    result: z.object({ events: z.array(fleetEvent), total: z.number().int() }),
  }),

  /** Writes down what a person has to say about now. */
  "events.note": method({
    params: z.strictObject({
      text: z.string().trim().min(1).max(textLimits.timelineNote),
      host: name.nullable(),
      service: name.nullable(),
    }),
    result: z.object({}),
  }),
};
