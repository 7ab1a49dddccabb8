import { z } from "zod";

/** In shell and awk these are names and patterns, nothing else. */
const absoluteGlob = z
  .string()
  .max(500)
  .regex(/^\/[^\n\0\\]*$/, "Use an absolute path, such as /var/log/vllm/*.log");
const unit = z.string().regex(/^[A-Za-z0-9:_.@*?-]{1,255}$/, "Use the name of a unit, such as vllm.service");
const container = z.string().regex(/^[A-Za-z0-9_.*?-]{1,255}$/, "Use a container's name; * and ? stand for any signs");

const kinds = ["files", "unit", "container", "kernel"] as const;

/** One log on the hosts, read through their SSH connections. */
export const hostLog = z
  .strictObject({
    /** Rotated ones beside them are read with them. */
    files: absoluteGlob.optional(),
    /** In systemd's journal. */
    unit: unit.optional(),
    /** Of Docker. */
    container: container.optional(),
    /** The kernel's own log. */
    kernel: z.literal(true).optional(),
    /** The service it belongs to. */
    service: z.string().min(1).max(100).optional(),
    /** Names of hosts, `*` and `?` allowed; every host by default. */
    hosts: z.array(z.string().regex(/^[^\s/\\]{1,253}$/, "Use names of hosts; * and ? stand for any signs")).optional(),
  })
  .superRefine((log, context) => {
    if (kinds.filter((kind) => log[kind] !== undefined).length === 1) return;
    context.addIssue({ code: "custom", message: `Say where it is by one of ${kinds.join(", ")}` });
  });
export type HostLog = Readonly<z.infer<typeof hostLog>>;

/** Whether a log is to be read on a host. */
export function isLogOf(log: HostLog, host: string): boolean {
  return log.hosts === undefined || log.hosts.some((pattern) => globMatches(pattern, host));
}

/** `*` stands for any signs and `?` for one. */
export function globMatches(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(name);
}
