import { z } from "zod";

/** What an event is about, as it is filtered and drawn. */
export const eventKinds = [
  "deploy",
  "alert",
  "host",
  /** Of a host's kernel log: Xids and processes killed for memory. */
  "kernel",
  /** A container or unit that started again, failed or stopped. */
  "workload",
  "runbook",
  "rules",
  "silence",
  /** Something began to be unusual: not an alert. */
  "finding",
  "note",
] as const;
export const eventKind = z.enum(eventKinds);
export type EventKind = z.infer<typeof eventKind>;

/** Something that happened at a moment, for good: events are added and never changed. */
export const fleetEvent = z.object({
  /** 1, 2, 3, ... in the order in which they were learnt of. */
  id: z.number().int(),
  /** When it happened, Unix ms: by the clock of who tells where it gives one. */
  atMs: z.number(),
  kind: eventKind,
  severity: z.enum(["critical", "warning", "info"]),
  /** What happened, in a word or two: `XID 79`. */
  title: z.string(),
  /** To what, and what of it. */
  text: z.string(),
  /** Who tells: `kernel`, `ssh`, `docker`, `rules`, an Alertmanager's name, a person's. */
  origin: z.string(),
  host: z.string().nullable(),
  gpuIndex: z.number().int().nullable(),
  service: z.string().nullable(),
  /**
   * What tells its alert from others of its name, in the words of its labels; null for all else, for many alerts told as
   * one, and in what was written before there were any.
   */
  target: z.string().nullable().default(null),
  /** An object of a cluster that it happened to; null for none, and in what was written before there were any. */
  workload: z
    .object({ cluster: z.string(), namespace: z.string(), kind: z.string(), name: z.string() })
    .nullable()
    .default(null),
  /** Id of the alert, and of the runbook's run. */
  alert: z.string().nullable(),
  run: z.string().nullable(),
});
export type FleetEvent = Readonly<z.infer<typeof fleetEvent>>;

/** An event before it is written down. */
export interface EventDraft extends Omit<FleetEvent, "id"> {
  /** What is the same event when it is learnt of again: two of one key within `sameWithinMs` are one. */
  readonly key: string;
  readonly sameWithinMs: number;
}

const nowhere = {
  ...{ host: null, gpuIndex: null, service: null, target: null, workload: null, alert: null, run: null },
  sameWithinMs: 2000,
} as const;

/** A draft that is about nothing but what is said. */
export function eventDraft(
  told: Omit<EventDraft, keyof typeof nowhere> & Partial<Pick<EventDraft, keyof typeof nowhere>>,
): EventDraft {
  return { ...nowhere, ...told };
}
