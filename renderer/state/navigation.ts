import { useSyncExternalStore } from "react";

export type Route =
  | { readonly page: "watch" }
  | { readonly page: "hosts" }
  | { readonly page: "host"; readonly host: string }
  | { readonly page: "setup" }
  | { readonly page: "settings" };

/** `#/hosts/gpu-a09` to a route; anything unknown is Watch. */
export function parseRoute(hash: string): Route {
  const [page = "", rest = ""] = hash.replace(/^#?\/?/, "").split("/");
  if (page === "hosts") return rest === "" ? { page: "hosts" } : { page: "host", host: decode(rest) };
  if (page === "setup" || page === "settings") return { page };
  return { page: "watch" };
}

export function formatRoute(route: Route): string {
  return route.page === "host" ? `#/hosts/${encodeURIComponent(route.host)}` : `#/${route.page}`;
}

export function navigate(route: Route): void {
  const hash = formatRoute(route);
  if (window.location.hash !== hash) window.location.hash = hash;
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return parseRoute(hash);
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
}

/** A hand-written address may hold a bad escape; it then names itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
