import type { TerminalTarget } from "../../../shared/domain/terminal/target.ts";
import type { EnvironmentKind } from "../../../shared/domain/workspace/model.ts";
import { useHosts } from "../../state/hostsStore.ts";
import { useClusters } from "../../state/useClusters.ts";
import { environmentKindOf, workspaceStore } from "../../state/workspaceStore.ts";
import { EnvironmentTag } from "../../ui/EnvironmentTag.tsx";

/** What kind of environment a terminal is in; null for this machine and for hosts that name none. */
export function useEnvironment(
  target: TerminalTarget | undefined,
): { readonly name: string; readonly kind: EnvironmentKind } | null {
  const hosts = useHosts();
  const workspace = workspaceStore((state) => state.workspace);
  const clusters = useClusters({ wanted: target?.kind === "pod" });
  if (!target || target.kind === "local") return null;
  if (target.kind === "pod") {
    const cluster = clusters?.find(({ name }) => name === target.cluster);
    return cluster ? { name: cluster.environment, kind: cluster.environmentKind } : null;
  }
  const name = hosts.find((host) => host.name === target.host)?.environment ?? null;
  const kind = environmentKindOf(workspace, name);
  return name !== null && kind ? { name, kind } : null;
}

export function TargetTag({ target }: { readonly target: TerminalTarget }) {
  const environment = useEnvironment(target);
  return environment ? <EnvironmentTag {...environment} /> : null;
}
