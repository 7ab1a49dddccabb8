import { z } from "zod";
import { quoteOutput } from "../format/quoteOutput.ts";

/**
 * A program in a container over a WebSocket, as kube-apiserver serves it: the first byte of a message is its channel. The
 * fifth version can also close a channel; the fourth, of servers before 1.30, cannot.
 */
export const execProtocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"] as const;

export const execChannel = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;

/** One message of a channel. */
export function execFrame(channel: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(payload.length + 1);
  frame[0] = channel;
  frame.set(payload, 1);
  return frame;
}

/** The message that tells a terminal's new size, in character cells. */
export function resizeFrame({ columns, rows }: { readonly columns: number; readonly rows: number }): Uint8Array {
  return execFrame(execChannel.resize, new TextEncoder().encode(JSON.stringify({ Width: columns, Height: rows })));
}

/** How the program ended: its exit code, or in the cluster's words why it was not run to its end. */
export type ExecEnd =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "failed"; readonly message: string };

const status = z.object({
  status: z.enum(["Success", "Failure"]),
  message: z.string().default(""),
  reason: z.string().default(""),
  details: z
    .object({
      causes: z.array(z.object({ reason: z.string().default(""), message: z.string().default("") })).default([]),
    })
    .nullish(),
});

/** What the status channel told; null while it is not whole. */
export function readExecEnd(text: string): ExecEnd | null {
  const read = status.safeParse(parsed(text));
  if (!read.success) return null;
  const { status: outcome, message, reason, details } = read.data;
  if (outcome === "Success") return { kind: "exited", code: 0 };
  const code = details?.causes.find((cause) => cause.reason === "ExitCode")?.message;
  if (reason === "NonZeroExitCode" && code !== undefined && /^\d+$/.test(code))
    return { kind: "exited", code: Number(code) };
  return { kind: "failed", message: quoteOutput(message) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
