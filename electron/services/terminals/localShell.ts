import { homedir, userInfo } from "node:os";
import { openPty, type TerminalProcess, type TerminalSize } from "../openPty.ts";

/** What belongs to the console itself, or to the runtime it is built on. */
const own = /^(MIDWATCH_|ELECTRON_|NODE_|npm_|CHROME_DESKTOP$|ORIGINAL_XDG_CURRENT_DESKTOP$)/i;
/** Of a terminal that the console may have been started in. */
const outer = /^(TMUX|TMUX_PANE|STY|WINDOWID|TERMCAP|COLUMNS|LINES|TERM_PROGRAM|TERM_PROGRAM_VERSION)$/;

/** The user's shell on this machine, in the home folder. */
export function openLocalShell(
  size: TerminalSize,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<TerminalProcess> {
  return openPty({
    ...shellOf(environment),
    size,
    folder: homedir(),
    environment: { ...shellEnvironment(environment), COLORTERM: "truecolor" },
  });
}

function shellEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !own.test(name) && !outer.test(name)));
}

/** On a Mac an app has no login shell's PATH, so there the shell is a login shell, as Terminal's own is. */
function shellOf(environment: Readonly<Record<string, string | undefined>>): { file: string; args: readonly string[] } {
  if (process.platform === "win32") return { file: environment.ComSpec ?? "cmd.exe", args: [] };
  const file = environment.SHELL || userInfo().shell || "/bin/sh";
  return { file, args: process.platform === "darwin" ? ["-l"] : [] };
}
