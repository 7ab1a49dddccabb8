import { execFile } from "node:child_process";
import { userInfo } from "node:os";

const timeoutMs = 5_000;
const mark = "midwatch-path:";

/**
 * The PATH of the user's login shell: what is started from a desktop does not have it, and programs such as `aws` or
 * `gke-gcloud-auth-plugin` are then not found. Null where the shell does not tell within five seconds.
 */
export function readLoginPath(environment: NodeJS.ProcessEnv): Promise<string | null> {
  const shell = environment.SHELL ?? userInfo().shell ?? "";
  if (shell === "" || process.platform === "win32") return Promise.resolve(null);
  return new Promise((resolve) => {
    // Colours, greetings and prompts of start-up files go before the mark.
    const child = execFile(
      shell,
      ["-lc", `printf '\\n${mark}%s\\n' "$PATH"`],
      { timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: 2 ** 20, env: environment },
      (_error, stdout) => {
        const line = stdout.split("\n").findLast((one) => one.startsWith(mark));
        resolve(line === undefined ? null : line.slice(mark.length));
      },
    );
    child.stdin?.end();
  });
}
