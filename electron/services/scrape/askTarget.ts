import { type CancelSignal, throwIfCancelled } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { Exposition, ExpositionFormat } from "../../../shared/domain/metrics/exposition/model.ts";
import type { ExpositionParser } from "../../../shared/domain/metrics/exposition/parser.ts";
import type { ScrapeTarget } from "../../../shared/domain/workspace/scrapeTarget.ts";
import type { HttpResponse, HttpService } from "../http/types.ts";
import type { TargetReach } from "./targetReach.ts";

const mostBytes = 16 * 2 ** 20;
const accept =
  "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.9,text/plain;q=0.5,*/*;q=0.1";

/** One answer of a target. Rejects in words when it is none, not one of metrics, or too large. */
export async function askTarget(options: {
  readonly target: ScrapeTarget;
  readonly reach: TargetReach;
  readonly http: Pick<HttpService, "authorization">;
  readonly parser: ExpositionParser;
  readonly timeoutMs: number;
  readonly signal: CancelSignal;
  /** Called when the request goes out: it may have to wait for others of the host. */
  readonly onBegin?: () => void;
}): Promise<{ readonly exposition: Exposition; readonly bytes: number }> {
  const { target, reach, http, parser, timeoutMs, signal, onBegin } = options;
  const header = await http.authorization(target.auth);
  throwIfCancelled(signal);
  const request = {
    operation: `scrape of ${target.job}`,
    path: target.path,
    headers: { accept, ...(header === null ? {} : { authorization: header }) },
    timeoutMs,
    maxBytes: mostBytes,
    signal,
  };
  const response = await reach.request(request, onBegin);
  throwIfCancelled(signal);
  return { exposition: read(response, target, parser), bytes: response.body.length };
}

function read({ status, headers, body }: HttpResponse, target: ScrapeTarget, parser: ExpositionParser): Exposition {
  if (status !== 200) throw statusFailure(status, target);
  const kind = headers["content-type"] ?? "";
  if (/^text\/html/i.test(kind)) {
    throw new MidwatchError("REMOTE_FAILED", `${target.path} answers with a web page: name the path of the metrics`);
  }
  const exposition = parser.parse(body, formatOf(kind));
  const { samples, problemCount, problems } = exposition;
  if (samples.length > target.sampleLimit) {
    const message = `${samples.length} samples are more than the ${target.sampleLimit} of sampleLimit: none was stored`;
    throw new MidwatchError("LIMIT", message);
  }
  if (samples.length === 0 && problemCount > 0) {
    const [first] = problems;
    const place = first ? ` (line ${first.line}, column ${first.column}: ${first.message})` : "";
    throw new MidwatchError("REMOTE_FAILED", `${target.path} answers with something else than metrics${place}`);
  }
  return exposition;
}

/** An exporter that names OpenMetrics ends it in `# EOF`; without a name the text itself tells. */
function formatOf(contentType: string): ExpositionFormat | undefined {
  if (/^application\/openmetrics-text/i.test(contentType)) return "openMetrics";
  return /^text\/plain;.*version=0\.0\.4/i.test(contentType) ? "text" : undefined;
}

function statusFailure(status: number, { path, port, auth }: ScrapeTarget): MidwatchError {
  switch (status) {
    case 401:
    case 403: {
      const advice = auth ? "the secret is not the right one" : "it wants auth";
      return new MidwatchError("FORBIDDEN", `Port ${port} does not let Midwatch read ${path} (${status}): ${advice}`);
    }
    case 404:
      return new MidwatchError(
        "NOT_FOUND",
        `Port ${port} has no ${path} (404): name the path of the metrics, or switch them on`,
      );
    default: {
      const message = `Port ${port} answers ${path} with status ${status}`;
      return new MidwatchError("REMOTE_FAILED", message, { retryable: status >= 500 });
    }
  }
}
