import type { HostSpec } from "../fleet.ts";
import { hash, swinging } from "../noise.ts";
import { bucketCounts, ExpositionWriter } from "./expositionWriter.ts";
import { type Latency, meanSeconds, shareBelow } from "./latency.ts";
import { writePythonProcess } from "./pythonProcess.ts";
import { createTraffic, givenUpShare } from "./traffic.ts";

interface Route {
  readonly handler: string;
  readonly method: "GET" | "POST";
  /** Of the requests to models; null for those that come by the clock. */
  readonly share: number | null;
  readonly calm: Latency;
  readonly busy: Latency;
  /** Of requests whose model takes far too long. */
  readonly slow: Latency;
  readonly errorShare: number;
}

export const routes: readonly Route[] = [
  {
    handler: "/v1/chat/completions",
    method: "POST",
    share: 0.82,
    calm: { medianSeconds: 0.31, steepness: 2.6 },
    busy: { medianSeconds: 0.86, steepness: 2.4 },
    slow: { medianSeconds: 6.4, steepness: 6 },
    errorShare: 0.004,
  },
  {
    handler: "/v1/embeddings",
    method: "POST",
    share: 0.18,
    calm: { medianSeconds: 0.034, steepness: 3.2 },
    busy: { medianSeconds: 0.052, steepness: 3 },
    slow: { medianSeconds: 0.06, steepness: 3 },
    errorShare: 0.001,
  },
  {
    handler: "/healthz",
    method: "GET",
    share: null,
    calm: { medianSeconds: 0.002, steepness: 4 },
    busy: { medianSeconds: 0.002, steepness: 4 },
    slow: { medianSeconds: 0.002, steepness: 4 },
    errorShare: 0,
  },
];

/** At full load. */
export const gatewayRequestsPerSecond = 64;
const fewBounds = [0.1, 0.5, 1];
const manyBounds = [0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 7.5, 10, 30, 60];
export const healthChecksPerSecond = 0.4;

/**
 * The FastAPI service in front of the models, instrumented by prometheus-fastapi-instrumentator. Two metrics of its own are
 * made as people make them in a hurry: without help, in milliseconds, and with a name that does not say it is a counter.
 */
export function createGateway(server: {
  readonly host: HostSpec;
  readonly ageSeconds: number;
  readonly startedAtSeconds: number;
}): (t: number) => string {
  const { host, ageSeconds, startedAtSeconds } = server;
  const gpus = Array.from({ length: host.gpuCount }, (_, index) => index);
  const requestsPerSecond = gatewayRequestsPerSecond;
  const traffic = createTraffic({ host, gpus, requestsPerSecond, ageSeconds, alsoSlow: "upstreamSlow" });
  const upstreamMs = swinging(38, 0.5, hash(host.seed, "upstream"));

  return (t) => {
    const answered = traffic.answered(t);
    const requests = routes.map((route) => {
      const share = route.share ?? 0;
      const checks = route.share === null ? healthChecksPerSecond * (ageSeconds + t) : 0;
      const calm = answered.calm * share + checks;
      const busy = answered.busy * share;
      const slow = answered.slow * share;
      const below = (le: number) =>
        calm * shareBelow(route.calm, le) + busy * shareBelow(route.busy, le) + slow * shareBelow(route.slow, le);
      return {
        route,
        count: bucketCounts(fewBounds, below).at(-1) ?? 0,
        timedOut: route.handler === "/v1/chat/completions" ? slow * givenUpShare + answered.failed : 0,
        sum: calm * meanSeconds(route.calm) + busy * meanSeconds(route.busy) + slow * meanSeconds(route.slow),
        below,
      };
    });
    const writer = new ExpositionWriter();
    writePythonProcess(writer, { startedAtSeconds, ageSeconds: ageSeconds + t, residentBytes: 318e6, cores: 0.7 });

    writer.family("http_requests_total", "counter", "Total number of requests by method, status and handler.");
    for (const { route, count, timedOut } of requests) {
      const { handler, method, errorShare } = route;
      const failed = Math.floor(count * errorShare + timedOut);
      const refused = Math.floor(count * errorShare * 0.5);
      const byStatus = { "2xx": count - failed - refused, "4xx": refused, "5xx": failed };
      for (const [status, value] of Object.entries(byStatus)) {
        if (value > 0) writer.sample("http_requests_total", { handler, method, status }, value);
      }
    }
    writeSizes(writer, "http_request_size_bytes", "Content length of incoming requests by handler.", requests, 3180);
    writeSizes(writer, "http_response_size_bytes", "Content length of outgoing responses by handler.", requests, 1640);

    const highr = "http_request_duration_highr_seconds";
    writer.family(highr, "histogram", "Latency with many buckets but no API specific labels.");
    const add = (value: (one: (typeof requests)[number]) => number) =>
      requests.reduce((sum, one) => sum + value(one), 0);
    writer.histogramSeries(
      highr,
      {},
      manyBounds,
      add(({ sum }) => sum),
      (le) => add(({ below }) => below(le)),
    );
    writer.family("http_request_duration_seconds", "histogram", "Latency with only few buckets by handler.");
    for (const { route, sum, below } of requests) {
      const { handler, method } = route;
      writer.histogramSeries("http_request_duration_seconds", { handler, method }, fewBounds, sum, below);
    }

    writer.family("gateway_upstream_latency_ms", "gauge", null);
    writer.sample("gateway_upstream_latency_ms", { upstream: "chat" }, Math.round(upstreamMs.rate(t) * 10) / 10);
    writer.family("gateway_retries", "counter", "Requests sent again to another replica");
    writer.sample("gateway_retries", {}, Math.floor(answered.busy * 0.03));
    return writer.text;
  };
}

/** A summary without quantiles: a count and a sum. */
function writeSizes(
  writer: ExpositionWriter,
  name: string,
  help: string,
  requests: readonly { readonly route: Route; readonly count: number }[],
  meanBytes: number,
): void {
  writer.family(name, "summary", help);
  for (const { route, count } of requests) {
    const bytes = route.share === null ? 2 : meanBytes;
    writer.sample(`${name}_count`, { handler: route.handler }, count);
    writer.sample(`${name}_sum`, { handler: route.handler }, count * bytes);
  }
}
