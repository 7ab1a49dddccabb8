import type { z } from "zod";
import type { ErrorCode } from "../base/errors.ts";
import type { Role } from "./caller.ts";

/** One request, one answer. The schemas are the only declaration of its types. */
export interface MethodDefinition<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly kind: "method";
  /** Who may call it. */
  readonly role: Role;
  readonly params: P;
  readonly result: R;
  /** Expected failures, beyond those any call may have (BAD_REQUEST, CANCELLED, TIMEOUT, INTERNAL, ...). */
  readonly errors: readonly ErrorCode[];
}

/**
 * One request, many items. The consumer's credit pulls items out of the producer,
 * so a producer that yields "the newest state" coalesces by itself and one that yields a queue never drops.
 */
export interface StreamDefinition<P extends z.ZodType = z.ZodType, I extends z.ZodType = z.ZodType> {
  readonly kind: "stream";
  /** Who may open it. */
  readonly role: Role;
  readonly params: P;
  readonly item: I;
  readonly errors: readonly ErrorCode[];
}

/** For operators, unless it says that viewers may call it: a method that forgets to say acts for nobody else. */
export function method<P extends z.ZodType, R extends z.ZodType>(definition: {
  readonly role?: Role;
  readonly params: P;
  readonly result: R;
  readonly errors?: readonly ErrorCode[];
}): MethodDefinition<P, R> {
  return { kind: "method", role: "operator", errors: [], ...definition };
}

/** For viewers too, for streams tell what is; one that does more says that it is an operator's. */
export function stream<P extends z.ZodType, I extends z.ZodType>(definition: {
  readonly role?: Role;
  readonly params: P;
  readonly item: I;
  readonly errors?: readonly ErrorCode[];
}): StreamDefinition<P, I> {
  return { kind: "stream", role: "viewer", errors: [], ...definition };
}

export type ContractDefinition = Readonly<Record<string, MethodDefinition | StreamDefinition>>;

export type MethodNames<C extends ContractDefinition> = {
  [K in keyof C]: C[K] extends MethodDefinition ? K : never;
}[keyof C] &
  string;

export type StreamNames<C extends ContractDefinition> = {
  [K in keyof C]: C[K] extends StreamDefinition ? K : never;
}[keyof C] &
  string;

/** What a caller passes (before defaults are filled in). */
export type ParamsInput<D> = D extends { readonly params: infer P extends z.ZodType } ? z.input<P> : never;
/** What a handler receives (validated, defaults filled in). */
export type Params<D> = D extends { readonly params: infer P extends z.ZodType } ? z.output<P> : never;
/** What a method answers; read-only on both sides, since it is the producer's own data. */
export type Result<D> = D extends { readonly result: infer R extends z.ZodType } ? DeepReadonly<z.output<R>> : never;
export type Item<D> = D extends { readonly item: infer I extends z.ZodType } ? DeepReadonly<z.output<I>> : never;

export type DeepReadonly<T> = T extends Float64Array
  ? Float64Array
  : T extends Uint32Array
    ? Uint32Array
    : T extends Uint8Array
      ? Uint8Array
      : T extends object
        ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
        : T;
