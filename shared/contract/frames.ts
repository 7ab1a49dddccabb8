import { z } from "zod";
import type { ErrorCode } from "../base/errors.ts";

/** Ids are chosen by the client, strictly increasing over a port's life, so a replayed id is recognised. */
const id = z.number().int().positive();

export const clientFrame = z.discriminatedUnion("t", [
  z.strictObject({ t: z.literal("call"), id, name: z.string().max(100), params: z.unknown() }),
  z.strictObject({ t: z.literal("cancel"), id }),
  z.strictObject({
    t: z.literal("open"),
    id,
    name: z.string().max(100),
    params: z.unknown(),
    credit: z.number().int().min(0).max(1024),
  }),
  z.strictObject({ t: z.literal("credit"), id, credit: z.number().int().min(1).max(1024) }),
  z.strictObject({ t: z.literal("close"), id }),
]);
export type ClientFrame = z.infer<typeof clientFrame>;

export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** `end` without an error is a stream that finished; `id` is that of the `call` or `open` it answers. */
export type ServerFrame =
  | { readonly t: "ok"; readonly id: number; readonly result: unknown }
  | { readonly t: "fail"; readonly id: number; readonly error: WireError }
  | { readonly t: "next"; readonly id: number; readonly item: unknown }
  | { readonly t: "end"; readonly id: number; readonly error?: WireError };
