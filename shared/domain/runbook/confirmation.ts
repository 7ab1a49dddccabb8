import type { EnvironmentKind } from "../workspace/model.ts";
import type { Risk } from "./frontMatter.ts";

/** What a person has to do before a run starts: the more it can break, the more. */
export type Confirmation =
  | { readonly kind: "none" }
  | { readonly kind: "click" }
  /** Typed letter by letter. */
  | { readonly kind: "typed"; readonly text: string };

export function confirmationOf(
  risk: Risk,
  targets: readonly { readonly host: string; readonly environmentKind: EnvironmentKind }[],
): Confirmation {
  if (risk === "read-only") return { kind: "none" };
  const [first] = targets;
  const isMany = targets.length > 1;
  const isProduction = targets.some(({ environmentKind }) => environmentKind === "production");
  if (!first || (risk === "reversible" && !isMany && !isProduction)) return { kind: "click" };
  return { kind: "typed", text: isMany ? `${targets.length} hosts` : first.host };
}

/** Whether what was done is what had to be done. */
export function isConfirmed(confirmation: Confirmation, typed: string): boolean {
  return confirmation.kind !== "typed" || typed === confirmation.text;
}
