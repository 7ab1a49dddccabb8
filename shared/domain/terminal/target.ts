import { z } from "zod";

const hostName = z.string().min(1).max(253);
/** As Kubernetes allows names; they become a path. */
const objectName = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/);

/** Where a terminal is opened. The words of a command never come from the page: only these names do. */
export const terminalTarget = z.discriminatedUnion("kind", [
  /** The login shell on a host, over the connection that is there. */
  z.strictObject({ kind: z.literal("host"), host: hostName }),
  /** A shell in one container: another that has its name later is not meant. */
  z.strictObject({
    kind: z.literal("container"),
    host: hostName,
    manager: z.enum(["docker", "podman"]),
    /** As the engines allow names; a leading dash would be an option. */
    container: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/),
    /** In full. */
    containerId: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  /** A shell in a container of one pod, by the cluster's API: another that has its name later is not meant. */
  z.strictObject({
    kind: z.literal("pod"),
    cluster: z.string().min(1).max(100),
    namespace: objectName,
    pod: objectName,
    uid: z.string().min(1).max(128),
    container: objectName,
  }),
  /** A shell on the machine that the console runs on. */
  z.strictObject({ kind: z.literal("local") }),
]);
export type TerminalTarget = Readonly<z.infer<typeof terminalTarget>>;

/** What a terminal is called: `gpu-a09`, `vllm-0 on gpu-a09`, `web-5d9/main in prod-eu`, `this machine`. */
export function targetName(target: TerminalTarget): string {
  switch (target.kind) {
    case "host":
      return target.host;
    case "container":
      return `${target.container} on ${target.host}`;
    case "pod":
      return `${target.pod}/${target.container} in ${target.cluster}`;
    case "local":
      return "this machine";
  }
}

/** A container may have no bash. */
const anyShell = "command -v bash >/dev/null && exec bash || exec sh";

/** The words that run a shell in a container of a pod. */
export const podShell: readonly string[] = ["sh", "-c", anyShell];

/** A target that a host's connection leads to. */
export type HostTarget = Extract<TerminalTarget, { readonly host: string }>;

/** The command for a terminal on a host; null for the login shell. */
export function targetCommand(target: HostTarget): string | null {
  if (target.kind === "host") return null;
  const { manager, containerId } = target;
  return `exec ${manager} exec -it ${containerId} sh -c '${anyShell}'`;
}
