import type { Clock } from "../../shared/base/clock.ts";
import type { Disposable } from "../../shared/base/disposable.ts";
import type { CommandEnd } from "./simulation/commands.ts";
import type { TerminalChannel } from "./terminalChannel.ts";

interface DemoTerminalOptions {
  readonly channel: TerminalChannel;
  readonly clock: Clock;
  /** `ops@gpu-a01`. */
  readonly name: string;
  readonly motd: string;
  /** What a command prints; nothing of the machine that the demo runs on is reachable from here. */
  readonly run: (line: string) => CommandEnd;
}

const help = `This host is simulated. It knows: nvidia-smi -L, nvidia-smi --query-gpu=..., ps, df, dmesg, uptime,
docker and systemctl as runbooks use them, yes, stty size, echo, printf, hostname, uname, clear, exit.
`;

/** An interactive shell with a line to edit, a history, and Ctrl+C: enough to be typed at. */
export function runTerminal({ channel, clock, name, motd, run }: DemoTerminalOptions): void {
  const green = "\u001b[32m";
  const plain = "\u001b[0m";
  const prompt = `${green}${name}${plain}:~$ `;
  const history: string[] = [];
  let line = "";
  /** How far back in the history; 0 is the line that is typed. */
  let back = 0;
  let lastStatus = 0;
  let running: Disposable | null = null;

  const print = (text: string) => channel.write(text.replaceAll("\n", "\r\n"));
  const ask = () => print(prompt);
  const replaceLine = (text: string) => {
    print(`\u001b[${line.length}D\u001b[K`.replace("\u001b[0D", "") + text);
    line = text;
  };
  const finish = (status: number) => {
    running = null;
    lastStatus = status;
    ask();
  };

  function pour(text: string): void {
    const chunk = `${text}\r\n`.repeat(Math.ceil(8192 / (text.length + 2)));
    let stopped = false;
    const more = () => {
      // A part at a time, so that Ctrl+C is heard in between.
      for (let parts = 0; parts < 8 && !stopped; parts += 1) if (!channel.write(chunk)) return;
      if (!stopped) again = clock.after(0, more);
    };
    let again: Disposable = clock.after(0, more);
    const draining = channel.onDrain(more);
    running = {
      dispose() {
        stopped = true;
        again.dispose();
        draining.dispose();
      },
    };
  }

  function execute(typed: string): void {
    const [program = "", ...words] = typed.split(/\s+/);
    switch (program) {
      case "":
        finish(lastStatus);
        return;
      case "exit":
      case "logout":
        channel.exit(Number(words[0] ?? lastStatus));
        return;
      case "yes":
        pour(words.join(" ") || "y");
        return;
      case "help":
        print(help);
        finish(0);
        return;
      case "clear":
        print("\u001b[H\u001b[2J\u001b[3J");
        finish(0);
        return;
      case "printf":
        channel.write(unescaped(words.join(" ")));
        finish(0);
        return;
      case "stty":
        print(`${channel.rows} ${channel.columns}\n`);
        finish(0);
        return;
      default:
        runProgram(typed);
    }
  }

  function runProgram(typed: string): void {
    const { text, status, seconds } = run(typed.replaceAll("$?", String(lastStatus)));
    const end = () => {
      print(text);
      finish(status);
    };
    if (seconds <= 0) end();
    else running = clock.after(seconds * 1000, end);
  }

  function enter(): void {
    const typed = line.trim();
    print("\n");
    if (typed !== "") history.unshift(typed);
    line = "";
    back = 0;
    execute(typed);
  }

  function interrupt(): void {
    print("^C\n");
    running?.dispose();
    line = "";
    finish(130);
  }

  function recall(way: 1 | -1): void {
    back = Math.max(0, Math.min(history.length, back + way));
    replaceLine(history[back - 1] ?? "");
  }

  function erase(): void {
    if (line === "") return;
    line = line.slice(0, -1);
    print("\b \b");
  }

  function endOfInput(): void {
    if (line === "") channel.exit(lastStatus);
  }

  const actions: Readonly<Record<string, () => void>> = {
    "\r": enter,
    "\u0004": endOfInput,
    "\u007f": erase,
    "\u0015": () => replaceLine(""),
    "\u000c": () => print(`\u001b[H\u001b[2J${prompt}${line}`),
    "\u001b[A": () => recall(1),
    "\u001b[B": () => recall(-1),
  };

  function key(text: string): void {
    if (text === "\u0003") interrupt();
    // What is typed while a command runs is not for it.
    else if (running) return;
    else if (actions[text]) actions[text]();
    else if (text >= " ") {
      line += text;
      print(text);
    }
  }

  channel.onInput((text) => {
    for (const [one] of text.matchAll(keys)) key(one);
  });
  channel.onEnd(() => {
    running?.dispose();
    channel.exit(lastStatus);
  });
  print(motd);
  ask();
}

/** As printf takes its format, of which it knows `\e`, `\a` and `\n`. */
function unescaped(format: string): string {
  const signs: Readonly<Record<string, string>> = { e: "\u001b", a: "\u0007", n: "\r\n" };
  return format.replace(/^'|'$/g, "").replace(/\\([ean])/g, (_all, sign: string) => signs[sign] ?? "");
}

/** A sequence of a special key, or one character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: special keys begin with one.
const keys = /\u001b\[[0-9;?]*[A-Za-z~]|\u001bO[A-Z]|./gsu;
