import { execFile } from "node:child_process";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { quoteOutput } from "../../../shared/domain/format/quoteOutput.ts";
import type { ExecProgram } from "../../../shared/domain/kubernetes/kubeconfig.ts";

const timeoutMs = 30_000;

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
 * such program, REMOTE_FAILED with what it said on its error output, TIMEOUT. What it hands out appears in no message.
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
    readonly signal?: CancelSignal;
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
    const child = execFile(
      file,
      args ?? [],
      {
        timeout: timeoutMs,
        killSignal: "SIGKILL",
        maxBuffer: 2 ** 20,
        env: {
          ...environment,
          ...(path === null ? {} : { PATH: path }),
          ...own,
          KUBERNETES_EXEC_INFO: JSON.stringify(info),
        },
      },
      (error, stdout, stderr) => {
        signal?.removeEventListener("abort", onAbort);
        if (error) return reject(whyFailed(command, error, stderr, installHint ?? null));
        const read = answer.safeParse(parsed(stdout));
        if (read.success) done(read.data.status);
        else reject(new MidwatchError("REMOTE_FAILED", `${command} did not answer with an ExecCredential`));
      },
    );
    const onAbort = () => void child.kill("SIGKILL");
    signal?.addEventListener("abort", onAbort, { once: true });
    child.stdin?.end();
  });
}

function whyFailed(
  command: string,
  error: Error & { readonly code?: string | number | null | undefined; readonly killed?: boolean },
  stderr: string,
  installHint: string | null,
): MidwatchError {
  if (error.code === "ENOENT") {
    const hint =
      installHint === null ? "install it, or put it on the PATH of your login shell" : quoteOutput(installHint);
    return new MidwatchError("NOT_FOUND", `${command}, which signs in to the cluster, is not there: ${hint}`);
  }
  if (error.killed) {
    return new MidwatchError(
      "TIMEOUT",
      `${command}, which signs in to the cluster, did not end within ${timeoutMs / 1000} s`,
      {
        retryable: true,
      },
    );
  }
  const said = quoteOutput(stderr);
  return new MidwatchError(
    "REMOTE_FAILED",
    `${command}, which signs in to the cluster, failed: ${said || error.code}`,
    {
      retryable: true,
    },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
