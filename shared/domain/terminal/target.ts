import { z } from "zod";

const hostName = z.string().min(1).max(253);

/** Where a terminal is opened. The words of a command never come from the page: only these names do. */
export const terminalTarget = z.discriminatedUnion("kind", [
  /** The login shell on a host, over the connection that is there. */
  z.strictObject({ kind: z.literal("host"), host: hostName }),
  z.strictObject({
    kind: z.literal("container"),
    host: hostName,
    manager: z.enum(["docker", "podman"]),
    /** As the engines allow names; a leading dash would be an option. */
    container: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/),
  }),
  /** A shell on the machine that the console runs on. */
  z.strictObject({ kind: z.literal("local") }),
]);
export type TerminalTarget = Readonly<z.infer<typeof terminalTarget>>;

/** What a terminal is called: `gpu-a09`, `vllm-0 on gpu-a09`, `this machine`. */
export function targetName(target: TerminalTarget): string {
  if (target.kind === "local") return "this machine";
  return target.kind === "host" ? target.host : `${target.container} on ${target.host}`;
}

/** The command for a terminal on a host; null for the login shell. A container may have no bash. */
export function targetCommand(target: Exclude<TerminalTarget, { readonly kind: "local" }>): string | null {
  if (target.kind === "host") return null;
  const { manager, container } = target;
  return `exec ${manager} exec -it ${container} sh -c 'command -v bash >/dev/null && exec bash || exec sh'`;
}
