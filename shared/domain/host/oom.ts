import { z } from "zod";

/** A process that the kernel ended because memory ran out. */
export const oomKill = z.object({
  /** Host clock where the kernel log had one, else the time it was read. Unix ms. */
  atMs: z.number(),
  pid: z.number().int(),
  processName: z.string(),
  /** Whose memory ran out: the host's, or that of a control group such as a container. */
  scope: z.enum(["host", "group"]),
  /** Of the process, without what it shares; null where the line does not tell. */
  residentBytes: z.number().nullable(),
});
export type OomKill = Readonly<z.infer<typeof oomKill>>;

/** As the kernel log has it: its time is seconds since boot, null when the line has none. */
export interface KernelOomKill extends Omit<OomKill, "atMs"> {
  readonly uptimeSeconds: number | null;
}

const pattern = /(Memory cgroup out of memory|Out of memory).*?: Kill(?:ed)? process (\d+),? \((.*?)\)/;

/** One line of `dmesg` or `journalctl -k -o short-monotonic` when it reports a kill, else null. */
export function parseOomLine(line: string): KernelOomKill | null {
  const match = pattern.exec(line);
  if (!match) return null;
  const [, words = "", pid = "", processName = ""] = match;
  const uptime = /^\[\s*(\d+\.\d+)\]/.exec(line)?.[1];
  const residentKiB = /\banon-rss:(\d+)kB/.exec(line)?.[1];
  return {
    uptimeSeconds: uptime === undefined ? null : Number(uptime),
    pid: Number(pid),
    processName,
    scope: words.startsWith("Memory cgroup") ? "group" : "host",
    residentBytes: residentKiB === undefined ? null : Number(residentKiB) * 1024,
  };
}
