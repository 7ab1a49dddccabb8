/**
 * What the collector asks a host to run and how the answer is framed.
 *
 * Every script starts with a no-op line that states what it will do (`: midwatch-collect 1 nonce=... interval=2 ...`),
 * so that `ps` on the host explains it, and so that the simulated fleet can answer without a shell.
 *
 * The stream: section text, then `RS nonce S <section> <exit status> <host uptime in s> <uptime at its start>`; a tick is
 * opened by `RS nonce F <tick> <uptime>` and closed by `RS nonce E <tick> <uptime>`. Text before the first frame is
 * login-shell noise. `host` is read within the tick, the others beside it: they come when they are done, each whole, in
 * this tick or a later one, and none holds up another. What cannot be ended is told by an empty section of status 137
 * (see `stuckStatus`) each time it is due.
 *
 * `collect` and `gpu-loop` end when their stdin does. A line on the stdin of `collect` makes its next tick read every section.
 * `gpu-loop` opens one tick, then prints nvidia-smi's rows without marks between its rounds; a `gpu` section mark (at the end,
 * or after each round) ends a round at once, silence for a part of the interval ends it otherwise.
 */

export const recordSeparator = "\u001e";

export const sections = [
  /** Once, in the probe: uname, hostname, machine-id, os-release, boot time. */
  "facts",
  /** Once, in the probe: which tools are there and where nvidia-smi is. */
  "tools",
  /** Once, in the probe: `nvidia-smi --version`. */
  "version",
  /** Once, in the probe: `nvidia-smi -L`. */
  "list",
  /** Once, in the probe: `nvidia-smi --help-query-gpu`. */
  "fields",
  /** Every tick: /proc files, each line prefixed by its file name. */
  "host",
  /** Every tick in one-shot mode: the lean CSV. */
  "gpu",
  /** `--query-compute-apps=gpu_uuid,pid,process_name,used_gpu_memory`. */
  "apps",
  /** `ps -o pid=,user=,etimes=,args=` of the pids found. */
  "ps",
  /** `/proc/<pid>/cgroup` of the pids found, prefixed by file name. */
  "cgroup",
  /** `nvidia-smi -q -x`. */
  "xml",
  /** `df -P -k`. */
  "filesystems",
  /** `systemctl show`, blocks separated by blank lines. */
  "units",
  /** `docker ps -a` as one JSON object per line, then `docker inspect` lines. */
  "containers",
  /** Kernel log lines that name NVRM, Xid or SXid. */
  "kernel",
] as const;
export type Section = (typeof sections)[number];

/** How often a section is read, in ticks; a section that is absent is not read. The first tick reads all of them. */
export type Pace = Readonly<Partial<Record<Section, number>>>;

export interface CollectPlan {
  readonly nonce: string;
  readonly intervalMs: number;
  readonly pace: Pace;
  /** `--query-gpu` fields in order; empty when there is no nvidia-smi. */
  readonly gpuFields: readonly string[];
  /** Absolute path or bare name. */
  readonly nvidiaSmi: string;
  /** Units to show; empty means those that failed or whose name looks like model serving. */
  readonly units: readonly string[];
  readonly containerTool: "docker" | "podman" | null;
}

export type ScriptKind = "probe" | "collect" | "gpu-loop";

const headerPrefix = ": midwatch-";

/** The first line of a script. Values hold no spaces, quotes or shell characters: see `isPlainWord`. */
export function scriptHeader(kind: ScriptKind, plan: CollectPlan): string {
  const pace = Object.entries(plan.pace).map(([section, ticks]) => `${section}:${ticks}`);
  return [
    `${headerPrefix}${kind} 1`,
    `nonce=${plan.nonce}`,
    `interval=${plan.intervalMs}`,
    `pace=${pace.join(",")}`,
    `fields=${plan.gpuFields.join(",")}`,
    `nvidia-smi=${plan.nvidiaSmi}`,
    `units=${plan.units.join(",")}`,
    `containers=${plan.containerTool ?? ""}`,
  ].join(" ");
}

/** The plan stated by a script's header, or null when `command` is not one of ours. */
export function parseScriptHeader(command: string): { readonly kind: ScriptKind; readonly plan: CollectPlan } | null {
  const match = /: midwatch-(probe|collect|gpu-loop) 1 ([^\n]*)/.exec(command);
  if (!match) return null;
  const [, kind = "", rest = ""] = match;
  const values = new Map(
    rest.split(" ").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
  const list = (name: string) => (values.get(name) ?? "").split(",").filter((item) => item !== "");
  const pace: Partial<Record<Section, number>> = {};
  for (const item of list("pace")) {
    const [section, ticks] = item.split(":");
    const known = sections.find((name) => name === section);
    if (known) pace[known] = Number(ticks);
  }
  const containers = values.get("containers");
  return {
    kind: kind as ScriptKind,
    plan: {
      nonce: values.get("nonce") ?? "",
      intervalMs: Number(values.get("interval")),
      pace,
      gpuFields: list("fields"),
      nvidiaSmi: values.get("nvidia-smi") ?? "",
      units: list("units"),
      containerTool: containers === "docker" || containers === "podman" ? containers : null,
    },
  };
}

/** True when a value can stand in a script without quoting; anything else must be refused before a script is built. */
export function isPlainWord(value: string): boolean {
  return /^[A-Za-z0-9_.,:@+/=-]+$/.test(value);
}

/** As of a program that had to be killed: it did not end, and could not be ended either. */
export const stuckStatus = 137;
/** Of `timeout`, when it has ended a command. */
export const timeoutStatus = 124;

/** Of a program that was ended because it printed more than is taken, as for a broken pipe. */
export const floodStatus = 141;

export function isStopped(status: number): boolean {
  return status === timeoutStatus || status === stuckStatus;
}

export type FrameMark =
  | { readonly kind: "begin"; readonly tick: number; readonly uptimeSeconds: number }
  | {
      readonly kind: "section";
      readonly section: string;
      readonly status: number;
      readonly uptimeSeconds: number;
      readonly startedSeconds: number;
    }
  | { readonly kind: "end"; readonly tick: number; readonly uptimeSeconds: number };

/** One frame mark as a line, newline included. */
export function frameMark(nonce: string, mark: FrameMark): string {
  const head = `${recordSeparator}${nonce}`;
  switch (mark.kind) {
    case "begin":
      return `${head} F ${mark.tick} ${mark.uptimeSeconds}\n`;
    case "section":
      return `${head} S ${mark.section} ${mark.status} ${mark.uptimeSeconds} ${mark.startedSeconds}\n`;
    case "end":
      return `${head} E ${mark.tick} ${mark.uptimeSeconds}\n`;
  }
}
