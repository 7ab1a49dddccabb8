import { create } from "zustand";
import type { appArea } from "../../shared/contract/areas/app.ts";
import type { Item } from "../../shared/contract/define.ts";
import type { EnvironmentKind } from "../../shared/domain/workspace/model.ts";

export type Workspace = Item<(typeof appArea)["workspace.watch"]>;

export const workspaceStore = create<{ readonly workspace: Workspace | null }>(() => ({ workspace: null }));

const rank: readonly EnvironmentKind[] = ["production", "staging", "development"];

/** The most dangerous environment that a host of the workspace is in: what the top bar must warn of. */
export function gravestEnvironment(
  workspace: Workspace | null,
  used: ReadonlySet<string | null>,
): { readonly name: string; readonly kind: EnvironmentKind } | null {
  const all = Object.entries(workspace?.environments ?? {})
    .filter(([name]) => used.has(name))
    .map(([name, { kind }]) => ({ name, kind }));
  return all.sort((a, b) => rank.indexOf(a.kind) - rank.indexOf(b.kind))[0] ?? null;
}

/** What kind of environment a host's environment name stands for. */
export function environmentKindOf(workspace: Workspace | null, name: string | null): EnvironmentKind | null {
  return name === null ? null : (workspace?.environments[name]?.kind ?? null);
}
