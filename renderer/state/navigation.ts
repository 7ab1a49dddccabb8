import { useSyncExternalStore } from "react";

export type Route =
  /** `query` is which alerts are shown. */
  | { readonly page: "watch"; readonly query: string }
  | { readonly page: "hosts" }
  | { readonly page: "host"; readonly host: string }
  | { readonly page: "services" }
  | { readonly page: "service"; readonly name: string }
  /** `query` is the cluster, its part and the row in hand. */
  | { readonly page: "workloads"; readonly query: string }
  /** `query` is what is asked and how it is shown. */
  | { readonly page: "explore"; readonly query: string }
  /** `query` is what is looked into, since when, and what it is held against. */
  | { readonly page: "investigate"; readonly query: string }
  /** `query` is the filter, hosts, sources and window. */
  | { readonly page: "logs"; readonly query: string }
  /** `query` is a filter of their names. */
  | { readonly page: "rules"; readonly query: string }
  /** `query` is the kind of event, the host and the window. */
  | { readonly page: "timeline"; readonly query: string }
  /** `query` is the labels and the configuration that says who gets an alert with them. */
  | { readonly page: "routing"; readonly query: string }
  /** `query` is the id of the one in hand. */
  | { readonly page: "slos"; readonly query: string }
  | { readonly page: "runbooks" }
  | { readonly page: "runbook"; readonly id: string }
  /** `query` is what a run begins with: `host=...` and a value for each parameter. */
  | { readonly page: "review"; readonly id: string; readonly query: string }
  | { readonly page: "run"; readonly id: string }
  | { readonly page: "audit"; readonly query: string }
  | { readonly page: "incidents" }
  /** `query` is what is shown of it. */
  | { readonly page: "incident"; readonly id: number; readonly query: string }
  | { readonly page: "dashboards" }
  /** `query` is what is chosen on it: variables and sources, as an address writes them. */
  | { readonly page: "dashboard"; readonly name: string; readonly query: string }
  | { readonly page: "setup" }
  | { readonly page: "settings" }
  /** There is no page at `address`, which stays as it was opened. */
  | { readonly page: "unknown"; readonly address: string };

/** `#/hosts/gpu-a09` to a route; no address is Watch. */
export function parseRoute(hash: string): Route {
  const [path, query] = cut(hash, "?");
  const parts = partsOf(path);
  const route = knownRoute(parts, query);
  // A part more than its page has means something that is not there.
  const isWhole = route !== null && partsOf(cut(formatRoute(route), "?")[0]).length === parts.length;
  return isWhole ? route : { page: "unknown", address: hash };
}

function partsOf(path: string): readonly string[] {
  return path
    .replace(/^#?\/?/, "")
    .replace(/\/$/, "")
    .split("/");
}

function knownRoute([page = "", rest = "", more = ""]: readonly string[], query: string): Route | null {
  if (page === "") return { page: "watch", query };
  if (page === "hosts") return rest === "" ? { page: "hosts" } : { page: "host", host: decode(rest) };
  if (page === "services") return rest === "" ? { page } : { page: "service", name: decode(rest) };
  if (page === "dashboards") return rest === "" ? { page } : { page: "dashboard", name: decode(rest), query };
  if (page === "runbooks") return runbookRoute(decode(rest), more, query);
  if (page === "incidents") return incidentRoute(rest, query);
  if (page === "runs" && rest !== "") return { page: "run", id: decode(rest) };
  if (page === "audit") return { page, query };
  if (
    page === "explore" ||
    page === "logs" ||
    page === "investigate" ||
    page === "routing" ||
    page === "rules" ||
    page === "slos" ||
    page === "workloads" ||
    page === "timeline" ||
    page === "watch"
  )
    return { page, query };
  if (page === "setup" || page === "settings") return { page };
  return null;
}

function incidentRoute(id: string, query: string): Route | null {
  if (id === "") return { page: "incidents" };
  return /^[1-9]\d{0,8}$/.test(id) ? { page: "incident", id: Number(id), query } : null;
}

function runbookRoute(id: string, more: string, query: string): Route {
  if (id === "") return { page: "runbooks" };
  return more === "review" ? { page: "review", id, query } : { page: "runbook", id };
}

export function formatRoute(route: Route): string {
  switch (route.page) {
    case "host":
      return `#/hosts/${encodeURIComponent(route.host)}`;
    case "service":
      return `#/services/${encodeURIComponent(route.name)}`;
    case "dashboard":
      return `#/dashboards/${encodeURIComponent(route.name)}${route.query === "" ? "" : `?${route.query}`}`;
    case "incident":
      return `#/incidents/${route.id}${route.query === "" ? "" : `?${route.query}`}`;
    case "runbook":
      return `#/runbooks/${encodeURIComponent(route.id)}`;
    case "review":
      return `#/runbooks/${encodeURIComponent(route.id)}/review${route.query === "" ? "" : `?${route.query}`}`;
    case "run":
      return `#/runs/${encodeURIComponent(route.id)}`;
    case "audit":
    case "explore":
    case "investigate":
    case "logs":
    case "routing":
    case "rules":
    case "slos":
    case "workloads":
    case "timeline":
    case "watch":
      return `#/${route.page}${route.query === "" ? "" : `?${route.query}`}`;
    case "unknown":
      return route.address;
    default:
      return `#/${route.page}`;
  }
}

/** `replace` leaves no step back: for what changes with each key. `from` is kept with this step of the history. */
export function navigate(
  route: Route,
  { replace = false, from }: { readonly replace?: boolean; readonly from?: Route } = {},
): void {
  const hash = formatRoute(route);
  if (window.location.hash === hash) return;
  if (!replace) {
    window.location.hash = hash;
    if (from) window.history.replaceState({ from }, "");
    return;
  }
  window.history.replaceState(window.history.state, "", hash);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

/** Where this step of the history was opened from, if it was said. */
export function openedFrom(): Route | null {
  return window.history.state?.from ?? null;
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return parseRoute(hash);
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
}

function cut(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** A hand-written address may hold a bad escape; it then names itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
