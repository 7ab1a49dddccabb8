import type { Clock } from "../../shared/base/clock.ts";
import type { Disposable } from "../../shared/base/disposable.ts";
import { type CollectPlan, frameMark, parseScriptHeader, type Section } from "../../shared/domain/collect/protocol.ts";
import { parseHostScript } from "../../shared/domain/runbook/hostScript.ts";
import { createRunbookScripts } from "./runbookScripts.ts";
import { runTerminal } from "./runTerminal.ts";
import type { ShellChannel } from "./shellChannel.ts";
import type { Application } from "./simulation/applications/applications.ts";
import { listenersText } from "./simulation/applications/listeners.ts";
import { runCommand } from "./simulation/commands.ts";
import type { HostSpec } from "./simulation/fleet.ts";
import { createHostModel } from "./simulation/hostState.ts";
import * as texts from "./simulation/hostTexts.ts";
import { readLogs } from "./simulation/logs/readLogs.ts";
import * as smi from "./simulation/nvidiaSmi.ts";
import { cgroupText, psText } from "./simulation/processes.ts";
import { readingSeconds } from "./simulation/readingCost.ts";
import type { TerminalChannel } from "./terminalChannel.ts";

/** A simulated host's shell: answers the collector's scripts by their header, and a few commands a person types. */
export interface HostShell {
  exec(command: string, channel: ShellChannel): void;
  /** A person's terminal: in a container for `docker exec`, else the login shell. */
  terminal(command: string | null, channel: TerminalChannel): void;
}

export interface HostShellOptions {
  readonly host: HostSpec;
  /** What listens on it. */
  readonly applications: readonly Application[];
  readonly clock: Clock;
  /** Monotonic milliseconds at which the simulation's time was zero. */
  readonly startedAtMs: number;
}

export function createHostShell({ host, applications, clock, startedAtMs }: HostShellOptions): HostShell {
  const model = createHostModel(host);
  const now = () => (clock.monotonicMs() - startedAtMs) / 1000;
  const wallStartMs = clock.nowMs() - now() * 1000;
  const runbooks = createRunbookScripts({
    hostname: host.name,
    machineId: host.machineId,
    clock,
    run: (argv) =>
      runCommand(host, argv, now()) ?? {
        text: `sh: 1: ${argv[0]}: not found on this simulated host\n`,
        status: 127,
        seconds: 0,
      },
  });

  const readers: Readonly<Record<Section, (plan: CollectPlan) => smi.Printed>> = {
    facts: () => ok(texts.factsText(host, wallStartMs / 1000 - host.uptimeAtStart)),
    tools: () => ok(texts.toolsText()),
    version: () => smi.version(),
    list: () => smi.list(host),
    fields: () => smi.helpQueryGpu(),
    host: () => ok(model.procFiles(now())),
    gpu: (plan) => smi.queryGpu(host, plan.gpuFields, now()),
    apps: () => smi.queryComputeApps(host, now()),
    ps: () => ok(psText(host, now())),
    cgroup: () => ok(cgroupText(host, now())),
    xml: () => smi.queryXml(host, now()),
    filesystems: () => ok(texts.filesystemsText(host, now())),
    units: () => ok(texts.unitsText(host)),
    containers: () => ok(texts.containersText(host, now(), (age) => wallStartMs - age * 1000)),
    kernel: () => ok(texts.kernelText(host, now())),
  };

  /** A tick as the script prints it: marks tell the host's clock, which moves on by what each reading costs. */
  function framed(tick: number, plan: CollectPlan, names: readonly Section[]): string {
    const t = now();
    let atSeconds = model.uptimeSeconds(t);
    const uptime = () => Number(atSeconds.toFixed(3));
    const { nonce } = plan;
    let text = frameMark(nonce, { kind: "begin", tick, uptimeSeconds: uptime() });
    for (const section of names) {
      const printed = readers[section](plan);
      const startedSeconds = uptime();
      atSeconds += readingSeconds(host, section, t);
      text += printed.text;
      const { status } = printed;
      text += frameMark(nonce, { kind: "section", section, status, uptimeSeconds: uptime(), startedSeconds });
    }
    return text + frameMark(nonce, { kind: "end", tick, uptimeSeconds: uptime() });
  }

  function collect(plan: CollectPlan, channel: ShellChannel): void {
    const names = tickSections.filter(
      (name) => leaderOf(name) in plan.pace && (name !== "gpu" || plan.gpuFields.length > 0),
    );
    let tick = 0;
    let dueMs = clock.monotonicMs();
    let asked = false;
    let timer: Disposable | null = null;
    const read = () => {
      const wanted = names.filter((name) => tick === 0 || asked || tick % (plan.pace[leaderOf(name)] ?? 1) === 0);
      asked = false;
      channel.write(framed(tick, plan, wanted));
      tick += 1;
    };
    const next = () => {
      if (!channel.blocked) read();
      dueMs = Math.max(dueMs + plan.intervalMs, clock.monotonicMs() - plan.intervalMs);
      timer = clock.after(dueMs - clock.monotonicMs(), next);
    };
    channel.onInput(() => {
      asked = true;
    });
    channel.onEnd(() => {
      timer?.dispose();
      channel.exit(0);
    });
    next();
  }

  function loop(plan: CollectPlan, channel: ShellChannel): void {
    let timer: Disposable | null = null;
    const uptimeSeconds = Number(model.uptimeSeconds(now()).toFixed(3));
    channel.write(frameMark(plan.nonce, { kind: "begin", tick: 0, uptimeSeconds }));
    const next = () => {
      if (!channel.blocked) channel.write(smi.queryGpu(host, plan.gpuFields, now()).text);
      timer = clock.after(plan.intervalMs, next);
    };
    channel.onEnd(() => {
      timer?.dispose();
      channel.exit(0);
    });
    next();
  }

  function answer({ text, status }: smi.Printed, channel: ShellChannel): void {
    channel.write(text);
    channel.exit(status);
  }

  /** A script on standard input: read to its end, then answered. */
  function answerScript(channel: ShellChannel): void {
    let script = "";
    channel.onInput((text) => {
      script = (script + text).slice(0, mostScriptChars);
    });
    channel.onEnd(() => {
      const t = now();
      const moment = { t, wallMs: wallStartMs + t * 1000, uptimeSeconds: model.uptimeSeconds(t) };
      const text = readLogs(host, script, moment);
      answer(text === null ? { text: "", status: 127 } : ok(text), channel);
    });
  }

  return {
    exec(command, channel) {
      if (command === "exec sh -s") return answerScript(channel);
      const runbook = parseHostScript(command);
      if (runbook) return runbooks.exec(runbook, channel);
      const script = parseScriptHeader(command);
      switch (script?.kind) {
        case "probe":
          return answer(ok(framed(0, script.plan, ["facts", "tools", "version", "list", "fields"])), channel);
        case "collect":
          return collect(script.plan, channel);
        case "gpu-loop":
          return loop(script.plan, channel);
        case undefined:
          return answer(typed(host, applications, command, now()), channel);
      }
    },
    terminal(command, channel) {
      const container = /^exec (?:docker|podman) exec -it (\S+) /.exec(command ?? "")?.[1];
      runTerminal({
        channel,
        clock,
        name: container === undefined ? `ops@${host.name}` : `root@${container.slice(0, 12)}`,
        motd: container === undefined ? `Ubuntu 22.04.5 LTS, simulated: ${host.gpuCount} x ${host.model.name}\n` : "",
        run(line) {
          const t = now();
          const argv = line.split(/\s+/);
          if (argv[0] === "df") return { text: texts.filesystemsText(host, t), status: 0, seconds: 0 };
          if (argv[0] === "uptime")
            return { text: `up ${Math.floor(model.uptimeSeconds(t) / 3600)} h\n`, status: 0, seconds: 0 };
          return runCommand(host, argv, t) ?? { ...typed(host, applications, line, t), seconds: 0 };
        },
      });
    },
  };
}

const mostScriptChars = 200_000;

/** The order of a tick; `ps` and `cgroup` come with `apps`. */
const tickSections: readonly Section[] = [
  "host",
  "gpu",
  "apps",
  "ps",
  "cgroup",
  "units",
  "containers",
  "filesystems",
  "kernel",
  "xml",
];

function leaderOf(section: Section): Section {
  return section === "ps" || section === "cgroup" ? "apps" : section;
}

function ok(text: string): smi.Printed {
  return { text, status: 0 };
}

/** What the app runs outside its scripts, and what a curious person types; anything else is honestly not there. */
function typed(host: HostSpec, applications: readonly Application[], command: string, t: number): smi.Printed {
  if (command.includes("/proc/net/tcp")) return ok(listenersText(applications));
  const words = command
    .replace(/2>&1|^exec /g, "")
    .trim()
    .split(/\s+/);
  const program = words[0]?.split("/").at(-1) ?? "";
  if (program === "nvidia-smi") {
    const query = words.find((word) => word.startsWith("--query-gpu="));
    if (query) return smi.queryGpu(host, query.slice("--query-gpu=".length).split(","), t);
    if (words.includes("-L")) return smi.list(host);
    if (words.includes("--version")) return smi.version();
    if (words.includes("-q") && words.includes("-x")) return smi.queryXml(host, t);
    return { text: "The simulated nvidia-smi answers --query-gpu, -q -x, -L and --version.\n", status: 2 };
  }
  const known = program === "docker" ? runCommand(host, words, t) : null;
  if (known) return known;
  if (program === "true" || program === "") return ok("");
  if (program === "hostname") return ok(`${host.name}\n`);
  if (program === "uname") return ok("Linux\n");
  if (program === "echo") return ok(`${words.slice(1).join(" ")}\n`);
  return { text: `sh: 1: ${program}: not found\n`, status: 127 };
}
