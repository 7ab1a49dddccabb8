import { StringDecoder } from "node:string_decoder";
import type { Clock } from "../../../shared/base/clock.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { runTerminal } from "../runTerminal.ts";
import { type CommandEnd, runCommand } from "../simulation/commands.ts";
import type { HostSpec } from "../simulation/fleet.ts";
import type { TerminalChannel } from "../terminalChannel.ts";
import type { KubeObject } from "./objectStore.ts";
import type { ExecSession, PodExec } from "./podExec.ts";

/** Simulated shells in containers: what is typed never reaches the machine that the demo runs on. */
export function demoPodExec({
  clock,
  now,
  hostOf,
}: {
  readonly clock: Clock;
  /** Seconds since the simulation began. */
  readonly now: () => number;
  /** The host whose GPUs a pod has; null for a pod without. */
  readonly hostOf: (pod: KubeObject) => HostSpec | null;
}): PodExec {
  return (pod, session) =>
    runTerminal({
      channel: channelOf(session),
      clock,
      name: `root@${pod.metadata.name}`,
      motd: "",
      run: (line) => run(pod.metadata.name, hostOf(pod), line.split(/\s+/), now()),
    });
}

/** Of the host's programs, what an image has; anything else is honestly not there. */
function run(pod: string, host: HostSpec | null, argv: readonly string[], t: number): CommandEnd {
  const [program, ...words] = argv;
  if (program === "hostname") return printed(`${pod}\n`);
  if (program === "echo") return printed(`${words.join(" ")}\n`);
  const shared = host && (program === "nvidia-smi" || program === "ps") ? runCommand(host, argv, t) : null;
  return shared ?? printed(`sh: 1: ${program}: not found\n`, 127);
}

function printed(text: string, status = 0): CommandEnd {
  return { text, status, seconds: 0 };
}

function channelOf(session: ExecSession): TerminalChannel {
  const text = new StringDecoder("utf8");
  const input = new Emitter<string>();
  session.onInput((bytes) => input.fire(text.write(Buffer.from(bytes))));
  session.onInputEnd(() => session.exit(0));
  return {
    write: (line) => session.print(Buffer.from(line)),
    exit: (code) => session.exit(code),
    get columns() {
      return session.size.columns;
    },
    get rows() {
      return session.size.rows;
    },
    onInput: input.event,
    onDrain: session.onDrain,
    onEnd: session.onGone,
  };
}
