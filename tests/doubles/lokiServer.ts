import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

export interface LokiEntry {
  readonly labels: Readonly<Record<string, string>>;
  readonly ns: bigint;
  readonly line: string;
}

interface Selected {
  readonly accepts: (entry: LokiEntry) => boolean;
  readonly error: string | null;
}

const mostEntries = 100_000;

/**
 * Answers as Loki 3.4.6 does: streams split by `detected_level`, errors in plain text, an envelope without data for nothing,
 * live frames without `detected_level`. Its LogQL is a selector, line filters and label filters.
 */
export async function startLoki(options: { readonly tenants?: boolean } = {}) {
  const entries: LokiEntry[] = [];
  const requests: URL[] = [];
  const tails = new Set<{ readonly socket: WebSocket; readonly accepts: Selected["accepts"] }>();
  let fault: "none" | "slow" | "busy" = "none";

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://loki");
    requests.push(url);
    if (url.pathname === "/loki/api/v1/status/buildinfo") return json(response, { version: "3.4.6", revision: "" });
    if (options.tenants && request.headers["x-scope-orgid"] === undefined) return text(response, 401, "no org id\n");
    if (fault === "busy") return text(response, 429, "too many outstanding requests");
    if (fault === "slow") return;
    answer(url, response);
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request: IncomingMessage, socket, head) => {
    const url = new URL(request.url ?? "/", "http://loki");
    requests.push(url);
    const query = url.searchParams.get("query") ?? "";
    const { accepts, error } = select(query);
    if (error !== null) {
      socket.end(
        `HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${error.length}\r\n\r\n${error}`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      if (/^\w+\s*\(/.test(query)) return opened.close(1011, "only log selector is supported");
      const tail = { socket: opened, accepts };
      tails.add(tail);
      opened.on("close", () => tails.delete(tail));
    });
  });

  function answer(url: URL, response: ServerResponse): undefined {
    const { searchParams: params, pathname } = url;
    if (pathname === "/loki/api/v1/labels") {
      const names = [...new Set(entries.flatMap(({ labels }) => Object.keys(labels)))].sort();
      return json(response, { status: "success", ...(names.length > 0 ? { data: names } : {}) });
    }
    if (pathname !== "/loki/api/v1/query_range") return text(response, 404, "404 page not found\n");
    const limit = Number(params.get("limit") ?? 100);
    if (limit > 5000) {
      const error = `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > 5000)`;
      return text(response, 400, error);
    }
    const query = params.get("query") ?? "";
    const start = BigInt(params.get("start") ?? "0");
    const end = BigInt(params.get("end") ?? "0");
    const counted = /^sum by \(detected_level\) \(count_over_time\((.*) \[(\d+)ms\]\)\)$/s.exec(query);
    const { accepts, error } = select(counted?.[1] ?? query);
    if (error !== null) return text(response, 400, error);
    if (counted) return json(response, matrix(accepts, start, end, BigInt(counted[2] ?? "1") * 1_000_000n));
    const found = entries.filter((entry) => entry.ns >= start && entry.ns < end && accepts(entry));
    const kept = found.sort((a, b) => (a.ns < b.ns ? 1 : a.ns > b.ns ? -1 : 0)).slice(0, limit);
    return json(response, {
      status: "success",
      data: { resultType: "streams", result: streamsOf(kept, true), stats: {} },
    });
  }

  function matrix(accepts: Selected["accepts"], start: bigint, end: bigint, step: bigint) {
    const levels = new Map<string, [number, string][]>();
    for (let at = start; at <= end; at += step) {
      const within = entries.filter((entry) => entry.ns > at - step && entry.ns <= at && accepts(entry));
      for (const level of new Set(within.map(({ line }) => detectedLevel(line)))) {
        const count = within.filter(({ line }) => detectedLevel(line) === level).length;
        levels.set(level, [...(levels.get(level) ?? []), [Number(at / 1_000_000n) / 1000, String(count)]]);
      }
    }
    const result = [...levels].map(([level, values]) => ({ metric: { detected_level: level }, values }));
    return { status: "success", data: { resultType: "matrix", result, stats: {} } };
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get tails() {
      return tails.size;
    },
    setFault(next: typeof fault) {
      fault = next;
    },
    /** `delivered` false: tails get only a note that it was dropped. */
    push(added: readonly LokiEntry[], delivered = true): void {
      entries.push(...added);
      entries.splice(0, Math.max(0, entries.length - mostEntries));
      for (const { socket, accepts } of tails) {
        const wanted = added.filter(accepts);
        const dropped = wanted.map(({ ns, labels }) => ({ timestamp: String(ns), labels }));
        socket.send(
          JSON.stringify(
            delivered
              ? { streams: streamsOf(wanted, false) }
              : { streams: [], dropped_entries: dropped.slice(0, Math.ceil(dropped.length / 2)) },
          ),
        );
      }
    },
    dropSockets(): void {
      for (const { socket } of tails) socket.terminate();
    },
    async stop(): Promise<void> {
      for (const { socket } of tails) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function detectedLevel(line: string): string {
  return /\b(error|warn|info|debug)\b/i.exec(line)?.[1]?.toLowerCase() ?? "unknown";
}

function streamsOf(entries: readonly LokiEntry[], withLevel: boolean) {
  const streams = new Map<string, { stream: Record<string, string>; values: [string, string][] }>();
  for (const { labels, ns, line } of entries) {
    const stream: Record<string, string> = { ...labels, ...(withLevel ? { detected_level: detectedLevel(line) } : {}) };
    const key = JSON.stringify(stream);
    const one = streams.get(key) ?? { stream, values: [] as [string, string][] };
    one.values.push([String(ns), line]);
    streams.set(key, one);
  }
  return [...streams.values()];
}

function select(query: string): Selected {
  const end = query.indexOf("}");
  if (end < 0) {
    const error = `parse error at line 1, col ${query.length + 1}: syntax error: unexpected $end, expecting } or ,`;
    return { accepts: () => false, error };
  }
  const tests: Selected["accepts"][] = [];
  for (const [, name = "", operator = "", value = ""] of query
    .slice(0, end)
    .matchAll(/(\w+)(=~|!~|!=|=)("(?:[^"\\]|\\.)*")/g)) {
    tests.push(({ labels }) => compare(labels[name] ?? "", operator, JSON.parse(value)));
  }
  for (const [, operator = "", name, sign = "", value = ""] of query
    .slice(end + 1)
    .matchAll(/(\|~|!~|\|=|!=|\|) *(?:(\w+)(=~|!~|!=|=))?("(?:[^"\\]|\\.)*")/g)) {
    const wanted = JSON.parse(value) as string;
    if (name === undefined) tests.push(({ line }) => contains(line, operator, wanted));
    else
      tests.push(({ labels, line }) =>
        compare(name === "detected_level" ? detectedLevel(line) : (labels[name] ?? ""), sign, wanted),
      );
  }
  return { accepts: (entry) => tests.every((test) => test(entry)), error: null };
}

function regex(pattern: string): RegExp {
  const flags = /^\(\?([is]+)\)/.exec(pattern);
  return new RegExp(pattern.slice(flags?.[0].length ?? 0), flags?.[1] ?? "");
}

function contains(line: string, operator: string, value: string): boolean {
  const found = operator.endsWith("~") ? regex(value).test(line) : line.includes(value);
  return operator.startsWith("!") ? !found : found;
}

function compare(label: string, operator: string, value: string): boolean {
  if (operator === "=" || operator === "!=") return (label === value) === (operator === "=");
  const flags = /^\(\?([is]+)\)/.exec(value);
  const whole = new RegExp(`^(?:${value.slice(flags?.[0].length ?? 0)})$`, flags?.[1] ?? "");
  return whole.test(label) === (operator === "=~");
}

function json(response: ServerResponse, body: unknown): undefined {
  response.writeHead(200, { "content-type": "application/json; charset=UTF-8" }).end(JSON.stringify(body));
}

function text(response: ServerResponse, status: number, body: string): undefined {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(body);
}
