import { z } from "zod";
import { grafanaServer } from "./grafanaServer.ts";
import { remoteWriteServer } from "./remoteWriteServer.ts";
import { workspaceSource } from "./source.ts";

/** Any server that a workspace names. Those of `grafana` and `remoteWrite` have no kind in the file: the list tells it. */
export const workspaceServer = z.discriminatedUnion("kind", [
  ...workspaceSource.options,
  z.strictObject({ kind: z.literal("grafana"), ...grafanaServer.shape }),
  z.strictObject({ kind: z.literal("remoteWrite"), ...remoteWriteServer.shape }),
]);
export type WorkspaceServer = Readonly<z.infer<typeof workspaceServer>>;

/** The lists of `midwatch.yaml` that hold servers; each has its own names. */
export const serverLists = ["sources", "grafana", "remoteWrite"] as const;
export type ServerList = (typeof serverLists)[number];

export function listOf({ kind }: Pick<WorkspaceServer, "kind">): ServerList {
  return kind === "grafana" || kind === "remoteWrite" ? kind : "sources";
}
