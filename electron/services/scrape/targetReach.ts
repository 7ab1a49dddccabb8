import type { Disposable } from "../../../shared/base/disposable.ts";
import { isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import type { ScrapeTarget } from "../../../shared/domain/workspace/scrapeTarget.ts";
import type { Dial, HttpClient, HttpRequest, HttpResponse, HttpService } from "../http/types.ts";
import type { SshConnection } from "../ssh/types.ts";
import { pipeByBash } from "./bashPipe.ts";
import { askByCurl } from "./curl.ts";
import { createForwardDial } from "./forwardDial.ts";
import { type HttpTool, httpTools } from "./hostTools.ts";
import { inTurn } from "./hostTurns.ts";
import { askByWget } from "./wget.ts";

type ReachedBy = "forward" | HttpTool;

export interface TargetReach extends Disposable {
  readonly via: ReachedBy;
  /** `onBegin` is called when it is asked: on a host that is asked by programs it waits for its turn before. */
  request(request: HttpRequest, onBegin?: () => void): Promise<HttpResponse>;
}

interface ReachOptions {
  readonly connection: SshConnection;
  readonly http: Pick<HttpService, "client">;
  readonly target: Pick<ScrapeTarget, "port" | "scheme" | "tls">;
}

const openTimeoutMs = 5000;

/**
 * The way to one port of a host over one connection: a channel of it, kept open between requests; where sshd refuses that,
 * a program on the host, from then on.
 */
export function createTargetReach(options: ReachOptions): TargetReach {
  const { connection, http } = options;
  const { port, scheme, tls } = options.target;
  const client = (dial: Dial) =>
    http.client({ origin: `${scheme}://127.0.0.1:${port}`, ...(tls ? { tls } : {}), maxConnections: 1, dial });
  const forwarded = client(createForwardDial(connection, port, openTimeoutMs));
  let piped: HttpClient | null = null;
  let via: ReachedBy = "forward";
  let forwardRefusal: unknown = null;
  let failedBefore = false;

  async function askOnHost(request: HttpRequest): Promise<HttpResponse> {
    via = chooseTool(await httpTools(connection), scheme, request, forwardRefusal);
    switch (via) {
      case "curl":
        return askByCurl(connection, port, request);
      case "wget":
        return askByWget(connection, port, request);
      default:
        piped ??= client((signal) => pipeByBash(connection, port, signal));
        // A session that stayed open between scrapes would be missing to the collector.
        return piped.request({ ...request, headers: { ...request.headers, connection: "close" } });
    }
  }

  function askInTurn(request: HttpRequest, onBegin: (() => void) | undefined): Promise<HttpResponse> {
    return inTurn(connection, { failedBefore, signal: request.signal }, async () => {
      onBegin?.();
      failedBefore = true;
      const response = await askOnHost(request);
      failedBefore = false;
      return response;
    });
  }

  return {
    get via() {
      return via;
    },
    async request(request, onBegin) {
      if (forwardRefusal !== null) return askInTurn(request, onBegin);
      try {
        return await forwarded.request(request);
      } catch (error) {
        if (!isMidwatchError(error) || error.code !== "SSH_FORWARD_REFUSED") throw error;
        forwardRefusal = error;
        return askInTurn(request, onBegin);
      }
    },
    dispose() {
      forwarded.dispose();
      piped?.dispose();
    },
  };
}

function chooseTool(
  tools: ReadonlySet<HttpTool>,
  scheme: "http" | "https",
  { headers = {} }: HttpRequest,
  forwardRefusal: unknown,
): HttpTool {
  if (scheme === "http" && tools.has("curl")) return "curl";
  if (tools.has("bash")) return "bash";
  if (scheme === "http" && tools.has("wget") && headers.authorization === undefined) return "wget";
  const why = isMidwatchError(forwardRefusal) ? `${forwardRefusal.message}, and ` : "";
  const needed = scheme === "https" ? "bash" : "curl or bash";
  throw new MidwatchError("UNSUPPORTED", `${why}the host has no ${needed} to ask by: allow one of them`);
}
