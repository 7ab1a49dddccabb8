import { serversStore } from "./serversStore.ts";

/** Whether a server of the workspace is known not to answer: the banner above every screen says so, with the reason. */
export function useIsDown(source: string | null): boolean {
  return serversStore(
    ({ servers }) => servers?.some(({ server, state }) => server.name === source && state.kind === "down") ?? false,
  );
}
