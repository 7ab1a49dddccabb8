import { useState } from "react";
import type { HostDetail } from "../../../state/types.ts";
import { type StreamState, useStream } from "../../../state/useStream.ts";

/** The newest state of one host; what was last said stays while the stream is reopened. */
export function useHostDetail(host: string): { readonly detail: HostDetail | null; readonly stream: StreamState } {
  const [held, setHeld] = useState<HostDetail | null>(null);
  const stream = useStream("hosts.detail", { host }, setHeld, { credit: 1 });
  return { detail: held?.summary.name === host ? held : null, stream };
}
