/** How an action ended on a host. */
export type ActionEnd =
  | { readonly kind: "done"; readonly facts: ActionFacts }
  | { readonly kind: "failed"; readonly reason: string; readonly facts: ActionFacts }
  /** Nobody knows: the connection was lost or the action was broken off, and the host could not say. */
  | { readonly kind: "unknown"; readonly reason: string; readonly facts: ActionFacts };

/** For the audit. */
type ActionFacts = Readonly<Record<string, string | number | boolean | null>>;
