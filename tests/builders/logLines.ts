import type { LogLine } from "../../shared/domain/logs/model.ts";

/** A line of a log; what is not given is plain. */
export function logLine(given: Partial<LogLine> = {}): LogLine {
  return {
    timeMs: Date.UTC(2026, 10, 25, 2, 14, 22),
    timeFrom: "own",
    source: "hosts",
    host: "gpu-a01",
    stream: "/var/log/vllm/server.log",
    level: "info",
    text: "a line",
    messageStart: 0,
    message: null,
    fields: {},
    cutChars: 0,
    ...given,
  };
}
