import { z } from "zod";
import { terminalTarget } from "../../domain/terminal/target.ts";
import { method, stream } from "../define.ts";

const id = z.string().min(1).max(64);
/** In character cells. */
const size = {
  columns: z.number().int().min(2).max(1000),
  rows: z.number().int().min(1).max(1000),
};
/** What is typed or pasted, a part at a time: the next one follows when the program has taken this one. */
export const mostInputBytes = 64 * 1024;

export const terminalsArea = {
  /** Opens a terminal and writes it down in the audit log first. Who knows its id may use it; nobody is told it again. */
  "terminals.open": method({
    params: z.strictObject({ target: terminalTarget, ...size }),
    result: z.object({
      id,
      /** Something to know about how it was opened; null when there is nothing. */
      notice: z.string().nullable(),
    }),
    errors: [
      "FORBIDDEN",
      "NOT_FOUND",
      "UNAVAILABLE",
      "UNSUPPORTED",
      "LIMIT",
      "STORE_FAILED",
      "SSH_CHANNEL_REFUSED",
      "SSH_CLOSED",
      "TIMEOUT",
      "CONFLICT",
      "BAD_REQUEST",
      "TLS_UNTRUSTED",
      "REMOTE_FAILED",
      "WORKSPACE_INVALID",
    ],
  }),

  /**
   * What it prints, byte for byte, from the byte numbered `fromByte` on: a page that was away goes on where it was.
   * Credit is the acknowledgement: without it the program waits. One page follows at a time, the newest.
   */
  "terminals.follow": stream({
    role: "operator",
    params: z.strictObject({ id, fromByte: z.number().int().min(0) }),
    item: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("output"), fromByte: z.number().int(), data: z.instanceof(Uint8Array) }),
      /** Older than what is kept for pages that were away. */
      z.object({ kind: z.literal("missed"), bytes: z.number().int() }),
      z.object({
        kind: z.literal("ended"),
        exitCode: z.number().int().nullable(),
        signal: z.string().nullable(),
        /** The connection went, nobody closed it. */
        lost: z.boolean(),
      }),
    ]),
    errors: ["NOT_FOUND", "CONFLICT"],
  }),

  "terminals.write": method({
    params: z.strictObject({
      id,
      data: z.instanceof(Uint8Array).refine(({ length }) => length <= mostInputBytes, "Send it in smaller parts"),
    }),
    result: z.object({}),
    errors: ["NOT_FOUND"],
  }),
  "terminals.resize": method({
    params: z.strictObject({ id, ...size }),
    result: z.object({}),
    errors: ["NOT_FOUND"],
  }),
  /** Hangs up; what runs in it ends as it would with its window. */
  "terminals.close": method({ params: z.strictObject({ id }), result: z.object({}), errors: ["NOT_FOUND"] }),
};
