import { type ChildProcessByStdio, spawn } from "node:child_process";
import { dirname, resolve } from "node:path";
import type { Readable } from "node:stream";
import { z } from "zod";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { type ErrorCode, MidwatchError } from "../../../shared/base/errors.ts";
import { quoteOutput } from "../../../shared/domain/format/quoteOutput.ts";
import type { ExecProgram } from "../../../shared/domain/kubernetes/kubeconfig.ts";

const timeoutMs = 30_000;
const mostCharacters = 2 ** 20;
/** Windows has no groups of processes that end together. */
const hasGroups = process.platform !== "win32";

/** Of client.authentication.k8s.io; `v1beta1` is the same in what is read. */
const answer = z.object({
  status: z.object({
    token: z.string().min(1).nullish(),
    clientCertificateData: z.string().min(1).nullish(),
    clientKeyData: z.string().min(1).nullish(),
    expirationTimestamp: z.string().nullish(),
  }),
});
export type ExecCredential = z.output<typeof answer>["status"];

/**
 * Runs a program that hands out credentials, as kubectl does: no shell, no terminal. Rejects with NOT_FOUND where there is no
 * such program, REMOTE_FAILED with what it said on its error output, LIMIT, TIMEOUT. What it hands out appears in no message.
 */
export function runExecProgram(
  program: ExecProgram,
  {
    relativeTo,
    path,
    environment,
    signal,
  }: {
    /** The kubeconfig file: a command with a slash is relative to its folder. */
    readonly relativeTo: string;
    readonly path: string | null;
    readonly environment: NodeJS.ProcessEnv;
    readonly signal: CancelSignal;
  },
): Promise<ExecCredential> {
  const { command, args, env, apiVersion, installHint, interactiveMode } = program;
  if (interactiveMode === "Always") {
    const message = `${command} asks at a terminal (interactiveMode: Always), which this console does not have`;
    return Promise.reject(new MidwatchError("UNSUPPORTED", message));
  }
  const file = command.includes("/") ? resolve(dirname(relativeTo), command) : command;
  const info = { apiVersion, kind: "ExecCredential", spec: { interactive: false } };
  const own = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  return new Promise((done, reject) => {
    const child = spawn(file, args ?? [], {
      detached: hasGroups,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...environment,
        ...(path === null ? {} : { PATH: path }),
        ...own,
        KUBERNETES_EXEC_INFO: JSON.stringify(info),
      },
    });
    const said = { stdout: "", stderr: "" };
    let failure: MidwatchError | null = null;
    const stop = (why: MidwatchError) => {
      failure ??= why;
      endGroup(child);
    };
    const onAbort = () => stop(failed("CANCELLED", command, "is not needed any more"));
    const timer = setTimeout(
      () => stop(failed("TIMEOUT", command, `did not end within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
        if (said[name].length > mostCharacters)
          stop(failed("LIMIT", command, `printed more than a credential: over ${mostCharacters} characters`));
      });
    }
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    child.once("error", (error: NodeJS.ErrnoException) => {
      failure ??= notStarted(command, error, installHint ?? null);
    });
    child.once("close", (code, endedBy) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      if (failure) return reject(failure);
      if (code !== 0) {
        const why = quoteOutput(said.stderr) || (code === null ? `ended by ${endedBy}` : `exit code ${code}`);
        return reject(failed("REMOTE_FAILED", command, `failed: ${why}`));
      }
      const read = answer.safeParse(parsed(said.stdout));
      if (read.success) done(read.data.status);
      else reject(new MidwatchError("REMOTE_FAILED", `${command} did not answer with an ExecCredential`));
    });
  });
}

/** What it started ends with it. */
function endGroup(child: ChildProcessByStdio<null, Readable, Readable>): void {
  try {
    if (hasGroups && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
  child.stdout.destroy();
  child.stderr.destroy();
}

function notStarted(command: string, error: NodeJS.ErrnoException, installHint: string | null): MidwatchError {
  if (error.code !== "ENOENT") return failed("REMOTE_FAILED", command, `cannot be run: ${error.code}`);
  const hint =
    installHint === null ? "install it, or put it on the PATH of your login shell" : quoteOutput(installHint);
  return failed("NOT_FOUND", command, `is not there: ${hint}`);
}

function failed(code: ErrorCode, command: string, what: string): MidwatchError {
  const retryable = code === "TIMEOUT" || code === "REMOTE_FAILED";
  return new MidwatchError(code, `${command}, which signs in to the cluster, ${what}`, { retryable });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
