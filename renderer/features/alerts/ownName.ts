import { statusStore } from "../../state/statusStore.ts";

/** Who claimed or silenced last on this screen: one person does so several times in a row. */
let lastName: string | null = null;

/** What a form that asks for a name begins with: the last one that the console took, or the caller's. */
export function ownName(): string {
  return lastName ?? statusStore.getState().info?.caller.name ?? "";
}

export function rememberOwnName(name: string): void {
  lastName = name;
}
