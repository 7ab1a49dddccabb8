import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface StoredDocument {
  readonly id: string;
  readonly index?: string;
  readonly source: Readonly<Record<string, unknown>>;
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

type Json = Readonly<Record<string, unknown>>;
const defaultIndex = ".ds-logs-vllm-prod-2026.11.25-000001";
const mostWindow = 10_000;

/**
 * Answers `_search` and `_field_caps` as the documented API of Elasticsearch and OpenSearch does, for the clauses that reading
 * logs takes: `bool`, `range`, `terms`, `match`, `multi_match` phrases, of query strings `field:word` and `AND`, `NOT`, sort by time, `search_after`, a histogram by level.
 */
export async function startElasticsearch(types: Readonly<Record<string, string>>) {
  const documents: StoredDocument[] = [];
  const bodies: Json[] = [];
  const headers: Readonly<Record<string, string | string[] | undefined>>[] = [];
  let fault: Reply | null = null;

  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      headers.push(request.headers);
      if (fault) return send(response, fault.status, fault.body, fault.type);
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://es");
      if (pathname === "/") return json(response, { version: { number: "9.1.0", build_flavor: "default" } });
      if (pathname.endsWith("/_field_caps")) return caps(searchParams.get("fields") ?? "", response);
      if (!pathname.endsWith("/_search")) return send(response, 404, "{}");
      const body = JSON.parse(text) as Json;
      bodies.push(body);
      search(body, response);
    });
  });

  function caps(fields: string, response: ServerResponse): undefined {
    const found = fields.split(",").flatMap((name) => {
      const type = types[name];
      return type === undefined ? [] : [[name, { [type]: { type, searchable: true, aggregatable: type !== "text" } }]];
    });
    return json(response, { indices: [defaultIndex], fields: Object.fromEntries(found) });
  }

  function search(body: Json, response: ServerResponse): undefined {
    const size = Number(body.size ?? 10);
    if (size > mostWindow) {
      const reason = `Result window is too large, from + size must be less than or equal to: [${mostWindow}] but was [${size}]`;
      return send(response, 400, errorBody("illegal_argument_exception", reason, 400));
    }
    const broken = /"query_string":\{"query":"([^"]*\([^)"]*)"/.exec(JSON.stringify(body.query))?.[1];
    if (broken !== undefined) return send(response, 400, brokenQueryString(broken));
    const found = documents.filter(({ source }) => accepts(body.query as Json, source));
    const order = JSON.stringify(body.sort ?? "").includes('"asc"') ? 1 : -1;
    const timeOf = (document: StoredDocument) => String(document.source["@timestamp"]);
    found.sort((a, b) => (timeOf(a) < timeOf(b) ? -order : timeOf(a) > timeOf(b) ? order : 0));
    const after = (body.search_after as readonly string[] | undefined)?.[0];
    const rest =
      after === undefined
        ? found
        : found.filter((one) => (timeOf(one) < after ? -order : timeOf(one) > after ? order : 0) > 0);
    const hits = rest.slice(0, size).map((one) => ({
      _index: one.index ?? defaultIndex,
      _id: one.id,
      _score: null,
      ...(body._source === false ? {} : { _source: one.source }),
      sort: [timeOf(one)],
    }));
    json(response, {
      took: 3,
      timed_out: false,
      _shards: {
        total: documents.length === 0 ? 0 : 2,
        successful: documents.length === 0 ? 0 : 2,
        skipped: 0,
        failed: 0,
      },
      hits: { max_score: null, hits },
      ...(body.aggs ? { aggregations: { steps: { buckets: buckets(body.aggs as Json, found) } } } : {}),
    });
    return undefined;
  }

  function buckets(aggs: Json, found: readonly StoredDocument[]) {
    const { date_histogram: by, aggs: inner } = aggs.steps as { date_histogram: Json; aggs?: Json };
    const stepMs = Number(/^(\d+)ms$/.exec(String(by.fixed_interval))?.[1]);
    const levels = inner ? String(((inner.levels as Json).terms as Json).field) : null;
    const keys = new Map<number, StoredDocument[]>();
    for (const one of found) {
      const key = Math.floor(Date.parse(String(one.source["@timestamp"])) / stepMs) * stepMs;
      keys.set(key, [...(keys.get(key) ?? []), one]);
    }
    return [...keys]
      .sort(([a], [b]) => a - b)
      .map(([key, within]) => {
        const names = levels === null ? [] : within.flatMap(({ source }) => valueAt(source, levels) ?? []);
        const counts = [...new Set(names)].map((name) => ({
          key: name,
          doc_count: names.filter((one) => one === name).length,
        }));
        return {
          key,
          key_as_string: new Date(key).toISOString(),
          doc_count: within.length,
          ...(levels === null ? {} : { levels: { buckets: counts } }),
        };
      });
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    headers,
    index(...added: readonly StoredDocument[]): void {
      documents.push(...added);
    },
    setFault(next: Reply | null): void {
      fault = next;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function accepts(query: Json, source: Json): boolean {
  const [kind = "", clause] = Object.entries(query)[0] ?? [];
  const one = clause as Json;
  switch (kind) {
    case "bool": {
      const list = (name: string) => (one[name] ?? []) as readonly Json[];
      const should = list("should").filter((inner) => accepts(inner, source)).length;
      return (
        list("filter").every((inner) => accepts(inner, source)) &&
        !list("must_not").some((inner) => accepts(inner, source)) &&
        should >= Number(one.minimum_should_match ?? 0)
      );
    }
    case "range": {
      const [field = "", bounds = {}] = Object.entries(one)[0] ?? [];
      const time = Date.parse(String(source[field]));
      const { gte, lt } = bounds as Record<string, number>;
      return time >= Number(gte) && time < Number(lt);
    }
    case "terms": {
      const [field = "", values] = Object.entries(one)[0] ?? [];
      return (values as readonly unknown[]).some((value) => valueAt(source, field) === value);
    }
    case "match": {
      const [field = "", wanted] = Object.entries(one)[0] ?? [];
      return String(valueAt(source, field)) === String((wanted as Json).query);
    }
    case "query_string":
      return String(one.query)
        .split(" AND ")
        .every((part) => {
          const [, not, field = "", word = ""] = /^(NOT )?([\w.]+):(.+)$/.exec(part) ?? [];
          return words(valueAt(source, field)).includes(words(word)) !== (not !== undefined);
        });
    case "multi_match": {
      return (one.fields as readonly string[]).some((field) =>
        words(valueAt(source, field)).includes(words(one.query)),
      );
    }
    default:
      throw new Error(`The stand-in knows no ${kind}`);
  }
}

function words(text: unknown): string {
  return ` ${String(text ?? "")
    .toLowerCase()
    .split(/\W+/)
    .join(" ")} `;
}

/** A path, or the dotted key itself. */
function valueAt(source: Json, field: string): unknown {
  const name = field.replace(/\.keyword$/, "");
  if (name in source) return source[name];
  return name.split(".").reduce<unknown>((value, key) => (value as Json | undefined)?.[key], source);
}

/** As 9.x says it: the shard's failure names what the parser of query strings met. */
function brokenQueryString(query: string): string {
  const reason = `Failed to parse query [${query}]`;
  const cause = { type: "parse_exception", reason: `parse_exception: Cannot parse '${query}': Encountered "<EOF>"` };
  const shard = { type: "query_shard_exception", reason, index: defaultIndex, caused_by: cause };
  return JSON.stringify({
    error: {
      root_cause: [{ type: "query_shard_exception", reason, index: defaultIndex }],
      type: "search_phase_execution_exception",
      reason: "all shards failed",
      phase: "query",
      grouped: true,
      failed_shards: [{ shard: 0, index: defaultIndex, reason: shard }],
    },
    status: 400,
  });
}

function errorBody(type: string, reason: string, status: number): string {
  const cause = { type, reason };
  return JSON.stringify({ error: { root_cause: [cause], ...cause }, status });
}

function json(response: ServerResponse, body: unknown): undefined {
  return send(response, 200, JSON.stringify(body));
}

function send(response: ServerResponse, status: number, body: string, type = "application/json"): undefined {
  response.writeHead(status, { "content-type": type, "x-elastic-product": "Elasticsearch" }).end(body);
}
