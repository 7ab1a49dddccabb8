import type { WriteAnswer } from "./types.ts";

/** What becomes of a batch after an answer. */
export type Verdict =
  | { readonly kind: "delivered" }
  /** The receiver cannot now: the same batch again, later. */
  | { readonly kind: "retry" }
  /** This console is not let in or the address is wrong: nothing is lost while somebody mends that. */
  | { readonly kind: "refused" }
  /** Too much at once: the same rows in smaller batches. */
  | { readonly kind: "tooLarge" }
  /** The receiver will never take these samples (out of order, too old, over a limit). */
  | { readonly kind: "drop" };

export function verdictOf({ status }: Pick<WriteAnswer, "status">): Verdict {
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status === 429 || status >= 500) return { kind: "retry" };
  if (status === 413) return { kind: "tooLarge" };
  if (status === 401 || status === 403 || status === 404 || status === 405 || status < 400) return { kind: "refused" };
  return { kind: "drop" };
}
