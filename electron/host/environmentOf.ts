import type { EnvironmentKind, WorkspaceFile } from "../../shared/domain/workspace/model.ts";

/** What counts for things that name no environment: what is unknown is not harmless. */
const unnamed = { environment: "production", environmentKind: "production" } as const;

/** The environment that a host or a cluster names, with its kind. */
export function environmentOf(
  file: WorkspaceFile | null,
  name: string | undefined,
): { readonly environment: string; readonly environmentKind: EnvironmentKind } {
  const kind = name === undefined ? undefined : file?.environments[name]?.kind;
  return name !== undefined && kind ? { environment: name, environmentKind: kind } : unnamed;
}
