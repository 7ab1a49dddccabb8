import type { TerminalTarget } from "../../../../shared/domain/terminal/target.ts";
import type { HostDetail } from "../../../state/types.ts";

type Service = HostDetail["services"][number];

/** A shell in a container by the host's own engine; null for one that does not run, and for a unit. */
export function containerTarget(
  host: string,
  { manager, name, state, ageSeconds, containerId }: Service,
): TerminalTarget | null {
  if (manager === "systemd" || containerId === null) return null;
  // One that runs and fails its health check has failed, and has an age.
  if (state !== "running" && ageSeconds === null) return null;
  return { kind: "container", host, manager, container: name, containerId };
}
