import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Child {
  readonly process: ChildProcess;
  /** The first line of standard output that `matches`. Rejects when the child ends before, with what it said on standard error. */
  readonly line: string;
  readonly stderr: () => string;
  /** SIGTERM, then SIGKILL after `graceMs`; resolves with how long it took. */
  stop(
    graceMs?: number,
  ): Promise<{ readonly tookMs: number; readonly code: number | null; readonly signal: string | null }>;
}

/** Starts a program and waits for a line that says it is ready. */
export async function startChild(
  command: readonly string[],
  matches: RegExp,
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string; readonly timeoutMs?: number } = {},
): Promise<Child> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-20_000);
  });
  const exited = new Promise<{ readonly code: number | null; readonly signal: string | null }>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  const line = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${command.join(" ")} did not get ready:\n${said}`));
    }, options.timeoutMs ?? 30_000);
    createInterface({ input: child.stdout }).on("line", (text) => {
      if (!matches.test(text)) return;
      clearTimeout(timer);
      resolve(text);
    });
    void exited.then(({ code }) => {
      clearTimeout(timer);
      reject(new Error(`${command.join(" ")} ended with ${code} before it was ready:\n${said}`));
    });
  });
  return {
    process: child,
    line,
    stderr: () => said,
    async stop(graceMs = 5000) {
      const startedMs = performance.now();
      const killer = setTimeout(() => child.kill("SIGKILL"), graceMs);
      child.kill("SIGTERM");
      const end = await exited;
      clearTimeout(killer);
      return { tookMs: performance.now() - startedMs, ...end };
    },
  };
}
