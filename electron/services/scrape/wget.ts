import { MidwatchError } from "../../../shared/base/errors.ts";
import type { HttpRequest, HttpResponse } from "../http/types.ts";
import type { SshConnection } from "../ssh/types.ts";

/** Lets wget on the host ask; it takes headers as arguments only, so it cannot carry a secret. */
export async function askByWget(connection: SshConnection, port: number, request: HttpRequest): Promise<HttpResponse> {
  const { operation, timeoutMs, maxBytes, signal, path } = request;
  const seconds = Math.max(1, Math.ceil(timeoutMs / 1000));
  const script = `http_proxy= exec wget -q -O - -T ${seconds} "http://localhost:${port}${path}"`;
  const { exitCode, stdout, stderr } = await connection.exec(`exec sh -c '${script}'`, {
    operation,
    timeoutMs: timeoutMs + 2000,
    maxBytes,
    ...(signal ? { signal } : {}),
  });
  if (exitCode === 0) return { status: 200, headers: {}, body: Buffer.from(stdout) };
  const message = `${operation}: wget on the host failed (${exitCode}): ${stderr.trim().slice(0, 300)}`;
  throw new MidwatchError("UNAVAILABLE", message, { retryable: true });
}
