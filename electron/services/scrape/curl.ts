import { MidwatchError } from "../../../shared/base/errors.ts";
import { formatValue } from "../../../shared/domain/format/units.ts";
import type { HttpRequest, HttpResponse } from "../http/types.ts";
import type { ExecResult, SshConnection } from "../ssh/types.ts";

/** For the head of the answer and what the program itself says. */
const headBytes = 65_536;

/**
 * Lets curl on the host ask. Everything about the request, secrets above all, comes on its standard input: the host's
 * process list shows none of it.
 */
export async function askByCurl(connection: SshConnection, port: number, request: HttpRequest): Promise<HttpResponse> {
  const { operation, timeoutMs, maxBytes, signal } = request;
  const result = await connection.exec("exec curl -q -K -", {
    operation,
    timeoutMs: timeoutMs + 2000,
    maxBytes: maxBytes + headBytes,
    stdin: curlConfig(port, request),
    ...(signal ? { signal } : {}),
  });
  if (result.exitCode !== 0) throw curlFailure(result, port, request);
  return parseAnswer(result.stdout, request);
}

/** `localhost` is looked for at both loopback addresses. */
function curlConfig(port: number, { path, headers = {}, timeoutMs, maxBytes }: HttpRequest): string {
  const values: readonly (readonly [option: string, value: string])[] = [
    ["url", `http://localhost:${port}${path}`],
    ...Object.entries(headers).map(([name, value]) => ["header", `${name}: ${value}`] as const),
    ["header", `Host: 127.0.0.1:${port}`],
    ["max-time", String(timeoutMs / 1000)],
    ["max-filesize", String(maxBytes)],
    ["noproxy", "*"],
  ];
  const lines = values.map(([option, value]) => `${option} = "${value.replace(/["\\]/g, "\\$&")}"`);
  return `${[...lines, "http1.1", "globoff", "include", "silent", "show-error"].join("\n")}\n`;
}

function parseAnswer(output: string, { operation, maxBytes }: HttpRequest): HttpResponse {
  const end = output.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = output.slice(0, Math.max(0, end)).split("\r\n");
  const status = /^HTTP\/[\d.]+ (\d{3})/.exec(statusLine)?.[1];
  if (end === -1 || status === undefined) {
    throw new MidwatchError("REMOTE_FAILED", `${operation}: what answers does not speak HTTP`);
  }
  const body = Buffer.from(output.slice(end + 4));
  if (body.length > maxBytes) throw tooLarge(operation, maxBytes);
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(status), headers: Object.fromEntries(headers), body };
}

function tooLarge(operation: string, maxBytes: number): MidwatchError {
  return new MidwatchError("LIMIT", `${operation}: the answer is larger than ${formatValue(maxBytes, "bytes")}`);
}

/** Exit codes of curl(1). */
function curlFailure(
  { exitCode, stderr }: ExecResult,
  port: number,
  { operation, maxBytes, timeoutMs }: HttpRequest,
): MidwatchError {
  const said = stderr.trim().slice(0, 300);
  switch (exitCode) {
    case 7:
      return new MidwatchError("SSH_REFUSED", `Nothing answers at port ${port} of the host (${said})`, {
        retryable: true,
      });
    case 28:
      return new MidwatchError("TIMEOUT", `${operation}: no answer within ${timeoutMs / 1000} s`, { retryable: true });
    case 63:
      return tooLarge(operation, maxBytes);
    default:
      return new MidwatchError("UNAVAILABLE", `${operation}: curl on the host failed (${exitCode}): ${said}`, {
        retryable: true,
      });
  }
}
