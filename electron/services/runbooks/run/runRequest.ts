import { errorText } from "../../../../shared/base/errors.ts";
import type { Action } from "../../../../shared/domain/runbook/action.ts";
import { expandText } from "../../../../shared/domain/runbook/template.ts";
import type { HttpService } from "../../http/types.ts";
import type { ActionEnd } from "./actionEnd.ts";
import type { ActionContext } from "./runCommand.ts";

const maxBytes = 256 * 1024;

/** A request as the host itself would make it: through its connection, to an address that it knows. */
export async function runRequest(
  { method, url, headers, body, expect }: Extract<Action, { readonly kind: "http" }>,
  { target, timeoutMs, secrets, mask, tell, signal }: ActionContext,
  http: Pick<HttpService, "client">,
): Promise<ActionEnd> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    return { kind: "failed", reason: `${url} is no http address`, facts: {} };
  }
  const { origin, hostname, port, protocol, pathname, search } = new URL(url);
  const portNumber = Number(port) || (protocol === "https:" ? 443 : 80);
  const client = http.client({
    origin,
    maxConnections: 1,
    dial: async (abort) =>
      (await target.connection(abort)).forward(hostname.replace(/^\[|\]$/g, ""), portNumber, {
        timeoutMs,
        signal: abort,
      }),
  });
  try {
    const answer = await client.request({
      operation: "runbook.http",
      method,
      path: pathname + search,
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, expandText(text, secrets)])),
      ...(body === null ? {} : { body: expandText(body, secrets) }),
      timeoutMs,
      maxBytes,
      signal,
    });
    const facts = { status: answer.status };
    tell("out", `${method} ${url}: ${answer.status}`);
    for (const line of new TextDecoder().decode(answer.body).split("\n").slice(0, 20)) {
      if (line.trim() !== "") tell("out", mask(line).slice(0, 2000));
    }
    if (answer.status === expect) return { kind: "done", facts };
    return { kind: "failed", reason: `It answered ${answer.status}, not ${expect}`, facts };
  } catch (error) {
    // Whether the server had it already cannot be known; what only reads may be asked again.
    const kind = method === "GET" ? "failed" : "unknown";
    return { kind, reason: mask(errorText(error)), facts: {} };
  } finally {
    client.dispose();
  }
}
