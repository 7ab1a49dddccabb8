import { z } from "zod";
import { structuredOf } from "../../../../shared/domain/logs/fields.ts";
import type { LogLine } from "../../../../shared/domain/logs/model.ts";
import { readLine } from "../../../../shared/domain/logs/readLine.ts";
import { timeOfField } from "../../../../shared/domain/logs/timestamps.ts";

export const hit = z.object({
  _index: z.string(),
  _id: z.string(),
  _source: z.record(z.string(), z.unknown()).default({}),
  sort: z.array(z.unknown()).default([]),
});
export type Hit = z.infer<typeof hit>;

const hostNames = ["host.name", "host.hostname", "hostname", "kubernetes.node.name", "kubernetes.host", "host"];
const streamNames = [
  "log.file.path",
  "kubernetes.pod.name",
  "kubernetes.pod_name",
  "container.name",
  "service.name",
  "data_stream.dataset",
];
/** What an error led to is read with its message. */
const stackNames = ["error.stack_trace", "exc_info", "exc_text"];

/** A document of ECS, Filebeat, Fluent Bit or python-json-logger as a line. */
export function readHit(source: string, { _index, _source, sort }: Hit, nowMs: number): LogLine {
  const { fields, message, level } = structuredOf(_source);
  const text = [message ?? JSON.stringify(_source), ...pick(fields, stackNames).slice(0, 1)].join("\n");
  const reference = { nowMs, offsetMinutes: 0 };
  const read = readLine(text, reference);
  const timeMs = timeOfField(String(sort[0] ?? ""), reference);
  return {
    timeMs: timeMs ?? read.timeMs ?? nowMs,
    timeFrom: timeMs === null && read.timeMs === null ? "received" : "own",
    source,
    host: pick(fields, hostNames)[0] ?? null,
    stream: pick(fields, streamNames)[0] ?? _index,
    level: level ?? read.level,
    text: read.text,
    messageStart: read.messageStart,
    message: read.message,
    fields: { ...fields, ...read.fields },
    cutChars: read.cutChars,
  };
}

function pick(fields: Readonly<Record<string, string>>, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => fields[name] ?? []);
}

/** Fields in which a host may be named, for those who ask for some hosts only. */
export const hostFields = hostNames.slice(0, -1);
