import { z } from "zod";
import { workspaceSource } from "../../domain/workspace/source.ts";
import { serverLists, workspaceServer } from "../../domain/workspace/workspaceServer.ts";
import { method, stream } from "../define.ts";
import { secretValue } from "./secrets.ts";

const serverName = z.string().min(1).max(200);

/** How a server that is asked again and again does. */
export const serverState = z.discriminatedUnion("kind", [
  /** Not asked yet. */
  z.object({ kind: z.literal("unknown") }),
  z.object({ kind: z.literal("ok"), version: z.string().nullable(), latencyMs: z.number().nullable() }),
  z.object({ kind: z.literal("down"), reason: z.string(), sinceMs: z.number() }),
]);

/** A server as a form has it. `secretValue` is that of the secret its sign-in names; null leaves the kept one. */
const draft = { server: workspaceServer, secretValue: secretValue.nullable() };

/** The servers that `midwatch.yaml` names: those under `sources`, of every kind, and the others. */
export const serversArea = {
  /** In the file's order; `others` are those under `grafana` and `remoteWrite`, which nobody asks how they do. */
  "servers.watch": stream({
    params: z.strictObject({}),
    item: z.object({
      servers: z.array(z.object({ server: workspaceSource, state: serverState })),
      others: z.array(workspaceServer),
    }),
  }),

  /** Where samples are forwarded (`remoteWrite`), and how far that came; every two seconds. */
  "servers.forwarding": stream({
    params: z.strictObject({}),
    item: z.object({
      receivers: z.array(
        z.object({
          name: z.string(),
          /** `waiting` after a failure that may pass, `refused` while the receiver lets this console not in. */
          kind: z.enum(["sending", "waiting", "refused"]),
          problem: z.string().nullable(),
          sentSamples: z.number(),
          droppedSamples: z.number(),
          dropReason: z.string().nullable(),
          agedOutMs: z.number(),
          behindMs: z.number(),
        }),
      ),
    }),
  }),

  /** Looks again at once at a server that is down. */
  "servers.retry": method({ params: z.strictObject({ name: serverName }), result: z.object({}) }),

  /**
   * Asks a server for what it would be used for; nothing is saved. FORBIDDEN also where a kept secret would go to a place
   * that the workspace does not send it to; TLS_UNTRUSTED has the certificate's fingerprint as detail.offered.
   */
  "servers.probe": method({
    params: z.strictObject(draft),
    result: z.object({ version: z.string().nullable(), latencyMs: z.number() }),
    errors: [
      ...(["NOT_FOUND", "FORBIDDEN", "BAD_QUERY", "UNSUPPORTED", "LIMIT", "TIMEOUT", "UNAVAILABLE"] as const),
      ...(["REMOTE_FAILED", "TLS_UNTRUSTED", "WORKSPACE_INVALID"] as const),
    ],
  }),

  /** Writes a server to `midwatch.yaml`, comments kept: in place of `replaces`, or as one more. Then the secret, where it has a value. */
  "servers.save": method({
    params: z.strictObject({ ...draft, replaces: serverName.nullable() }),
    result: z.object({ file: z.string() }),
    errors: ["FORBIDDEN", "WORKSPACE_INVALID", "STORE_FAILED"],
  }),

  /** Refused with WORKSPACE_INVALID while something else of the file names it. */
  "servers.remove": method({
    params: z.strictObject({ list: z.enum(serverLists), name: serverName }),
    result: z.object({ file: z.string() }),
    errors: ["WORKSPACE_INVALID", "STORE_FAILED"],
  }),
};
