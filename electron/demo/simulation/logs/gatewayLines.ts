import { givenUpShare } from "../applications/traffic.ts";
import type { HostSpec } from "../fleet.ts";
import { between, hash, hex } from "../noise.ts";

/** JSON lines of the web service in front of the models, as python-json-logger writes them. */
export function gatewayLines(host: HostSpec): (t: number, wallMs: number) => string {
  return (t, wallMs) => {
    const second = Math.floor(t);
    const figure = (name: "slowShare" | "upstreamSlow") => host.incident?.figure(name, t) ?? 0;
    const count = 1 + (hash(host.seed, second, "count") % 3);
    return Array.from({ length: count }, (_, index) => {
      const key = [host.seed, second, index] as const;
      const asctime = new Date(wallMs + Math.floor((index * 900) / count)).toISOString().replace("T", " ");
      const took = between(0.08, 1.4, ...key, "took");
      const kind = hash(...key, "kind") % 97;
      const timeouts = 97 * givenUpShare * (figure("slowShare") + figure("upstreamSlow"));
      const [levelname, status, message] =
        kind === 0 || kind > 97 - timeouts
          ? ["ERROR", 504, "upstream timeout after 8000 ms POST /v1/chat/completions"]
          : kind < 4
            ? ["WARNING", 429, "queue is full, request refused POST /v1/chat/completions"]
            : ["INFO", 200, "POST /v1/chat/completions"];
      const trace = hex(10, ...key, "trace");
      const line = { asctime: asctime.slice(0, 23).replace(".", ","), levelname, name: "gateway", message };
      return `${JSON.stringify({ ...line, status, took: Number(took.toFixed(3)), trace_id: trace })}\n`;
    }).join("");
  };
}
