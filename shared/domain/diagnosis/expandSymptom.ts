import type { SignalId, SignalQueries } from "../services/model.ts";
import { signalIds } from "../services/model.ts";

/** What the placeholders of a symptom's query stand for. */
export interface SymptomScope {
  /** The service, its matchers, and its signals as it tells them; null where no service is looked into. */
  readonly service: { readonly name: string; readonly matchers: string; readonly signals: SignalQueries } | null;
  readonly hosts: readonly string[];
  /** How far rates look back: `1m`. */
  readonly window: string;
  /** From the moment of the diagnosis back to before the onset: `7m`. */
  readonly ago: string;
}

export type ExpandedQuery =
  | { readonly kind: "query"; readonly expr: string }
  /** It cannot be asked, and why. */
  | { readonly kind: "missing"; readonly why: string };

const placeholder = /\{\{\s*(before\s+)?([A-Za-z0-9]+)\s*\}\}/g;

/** What a service is called for by its signals, in words. */
const signalWords: Readonly<Partial<Record<SignalId, string>>> = {
  kvCache: "KV cache",
  waiting: "waiting requests",
  running: "running requests",
  errorRatio: "share of errors",
  promptTokens: "prompt tokens",
};

/**
 * The PromQL of a symptom. `{{ kvCache }}` and the other signals of services are the service's own query for it,
 * `{{ before kvCache }}` its median in the half hour before the onset; `{{ service }}` and `{{ hosts }}` stand between the
 * braces of a selector, `{{ name }}` (of the service) between quotes; `{{ window }}` is the range of rates and `{{ ago }}` the offset to before the onset.
 */
export function expandQuery(promql: string, { service, hosts, window, ago }: SymptomScope): ExpandedQuery {
  let missing: string | null = null;
  const expr = promql.replace(placeholder, (_whole, before: string | undefined, name: string) => {
    if (name === "window") return window;
    if (name === "ago") return ago;
    if (name === "hosts") return `instance=~${JSON.stringify(hosts.map(literal).join("|"))}`;
    if (name === "service" && service) return service.matchers;
    if (name === "name" && service) return JSON.stringify(service.name).slice(1, -1);
    const signal = signalIds.find((id) => id === name);
    const query = signal === undefined ? undefined : service?.signals[signal];
    if (query === undefined) {
      missing ??= service
        ? `The service tells no ${signalWords[signal ?? "requests"] ?? name}`
        : "No service is looked into";
      return "";
    }
    return before ? `quantile_over_time(0.5, (${query})[30m:30s] offset ${ago})` : `(${query})`;
  });
  return missing === null ? { kind: "query", expr } : { kind: "missing", why: missing };
}

/** Placeholders that stand for nothing. */
export function unknownPlaceholders(promql: string): readonly string[] {
  const known = new Set<string>([...signalIds, "service", "name", "hosts", "window", "ago"]);
  return [...promql.matchAll(placeholder)].flatMap(([whole, , name = ""]) => (known.has(name) ? [] : [whole]));
}

function literal(host: string): string {
  return host.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
