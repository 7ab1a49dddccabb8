import type { HostSpec } from "./fleet.ts";
import { containerId, mostSequencesOf, replicas, versionOf } from "./fleet.ts";
import * as texts from "./hostTexts.ts";
import * as smi from "./nvidiaSmi.ts";
import { psText } from "./processes.ts";
import { stopSeconds } from "./serverLives.ts";

/** What a command prints, how it ends, and how long that takes. */
export interface CommandEnd extends smi.Printed {
  readonly seconds: number;
}

/** The commands that runbooks run on a simulated host: they change what the host does from then on. Null for any other. */
export function runCommand(host: HostSpec, argv: readonly string[], t: number): CommandEnd | null {
  const [program, ...rest] = withoutPrefix(argv);
  const words = rest.filter((word) => word !== "--");
  switch (program) {
    case "systemctl":
      return systemctl(host, words, t);
    case "docker":
      return docker(host, words, t);
    case "modelctl":
      return modelctl(host, words, t);
    case "nvidia-smi":
      return nvidiaSmi(host, words, t);
    case "ps":
      return end(psText(host, t));
    case "dmesg":
      return end(texts.kernelText(host, t));
    case "journalctl":
      return end(
        words.some((word) => word.startsWith("--vacuum")) ? "Vacuuming done, freed 1.2G of archived journals.\n" : "",
      );
    case "nvidia-bug-report.sh":
      return end("nvidia-bug-report.sh has completed successfully.\n", 0, 3);
    case "sh":
      return script(words);
    case "sleep":
      return end("", 0, Number(words[0]));
    case "true":
    case "sudo":
      return end("");
    default:
      return null;
  }
}

/** `sudo -n`, and `env` with its variables. */
function withoutPrefix(argv: readonly string[]): readonly string[] {
  const [first, second] = argv;
  if (first === "sudo" && second === "-n") return withoutPrefix(argv.slice(2));
  if (first === "env") return withoutPrefix(argv.slice(1 + argv.slice(1).findIndex((word) => !word.includes("="))));
  return argv;
}

function systemctl(host: HostSpec, [action = "", ...words]: readonly string[], t: number): CommandEnd {
  const unit = words.findLast((word) => !word.startsWith("-")) ?? "";
  const isServer = unit === "vllm.service" && host.service.name === "vllm";
  const isKnown = isServer || /^nvidia-(dcgm|persistenced|fabricmanager)\.service$/.test(unit);
  const isActive = !isServer || host.lives.isUp(0, t);
  if (action === "show")
    return end(
      `LoadState=${isKnown ? "loaded" : "not-found"}\nActiveState=${isKnown && isActive ? "active" : "inactive"}\n`,
    );
  if (action === "is-active") return isKnown && isActive ? end("active\n") : end("inactive\n", 3);
  if (!isKnown) return end(`Failed to ${action} ${unit}: Unit ${unit} not found.\n`, 5);
  if (isServer) act(host, action, null, t);
  return end("", 0, action === "start" ? 1 : stopSeconds + 1);
}

function docker(host: HostSpec, [action = "", ...words]: readonly string[], t: number): CommandEnd {
  if (action === "system")
    return end("TYPE      TOTAL   ACTIVE  SIZE      RECLAIMABLE\nImages    14      3       612.4GB   428.1GB (69%)\n");
  if (action === "image") return end("Total reclaimed space: 428.1GB\n", 0, 4);
  const name = words.at(-1) ?? "";
  const replica = Number(new RegExp(`^${host.service.name}-(\\d+)$`).exec(name)?.[1] ?? Number.NaN);
  if (!replicas(host)[replica]) return end(`Error response from daemon: No such container: ${name}\n`, 1);
  if (action === "container") return end(`${containerId(host, replica)}\n`);
  const isUp = host.lives.isUp(replica, t);
  if (action === "top") {
    return isUp
      ? end(`UID   PID   CMD\nroot  4711  ${host.service.name}\n`)
      : end(`Error response from daemon: container ${name} is not running\n`, 1);
  }
  if (action === "inspect") return end(`${isUp ? "running" : "exited"}\n`);
  act(host, action, replica, t);
  return end(`${name}\n`, 0, action === "start" ? 1 : stopSeconds + 1);
}

/** Of the scripts that come with the console, the one that makes an archive. */
function script(words: readonly string[]): CommandEnd | null {
  if (!words.some((word) => word.includes("diagnostics.tar.gz"))) return null;
  return end("-rw------- 1 ops ops 48211 /tmp/midwatch-diagnostics-Xq3v0K/diagnostics.tar.gz\n", 0, 4);
}

/** The release tool of the demo's platform team: `show MODEL` and `rollout MODEL RELEASE`. */
function modelctl(host: HostSpec, [action, model, version = ""]: readonly string[], t: number): CommandEnd {
  if (model !== host.service.model || model === "") return end(`modelctl: ${model} is not served here\n`, 1);
  const before = versionOf(host, 0, t);
  if (action === "show") return end(`${model} ${before}, --max-num-seqs ${mostSequencesOf(host, t)}\n`);
  if (action !== "rollout" || !host.incident?.rollOut(version, t))
    return end(`modelctl: ${model} has no release ${version}\n`, 1);
  return end(`${model}: ${before} -> ${version}, ${replicas(host).length} servers start again\n`, 0, stopSeconds + 1);
}

function act({ lives }: HostSpec, action: string, replica: number | null, t: number): void {
  if (action === "stop" || action === "restart") lives.act("stop", replica, t);
  if (action === "start") lives.act("start", replica, t);
  if (action === "restart") lives.act("start", replica, t + stopSeconds);
}

function nvidiaSmi(host: HostSpec, words: readonly string[], t: number): CommandEnd | null {
  if (words.some((word) => word.startsWith("--query-compute-apps")))
    return { ...smi.queryComputeApps(host, t), seconds: 0 };
  if (words.includes("-L")) return { ...smi.list(host), seconds: 0 };
  return null;
}

function end(text: string, status = 0, seconds = 0): CommandEnd {
  return { text, status, seconds };
}
