import { statusStore } from "./statusStore.ts";

/** The name of a viewer who sits at this page, for whom nothing acts; null for an operator. The host process refuses in any case. */
export function useViewer(): string | null {
  return statusStore(({ info }) => (info?.caller.role === "viewer" ? info.caller.name : null));
}
