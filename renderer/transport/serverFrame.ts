import type { ServerFrame } from "../../shared/contract/frames.ts";

const kinds: ReadonlySet<unknown> = new Set<ServerFrame["t"]>(["ok", "fail", "next", "end"]);

/** The page trusts its own console: this tells frames from noise, not right from wrong content. */
export function isServerFrame(value: unknown): value is ServerFrame {
  return typeof value === "object" && value !== null && "t" in value && kinds.has(value.t) && "id" in value;
}
