import { z } from "zod";
import { foldLevel } from "../../../../shared/domain/logs/levels.ts";
import { mergeByTime } from "../../../../shared/domain/logs/mergeLines.ts";
import type { LogLine } from "../../../../shared/domain/logs/model.ts";
import type { TimeReference } from "../../../../shared/domain/logs/timestamps.ts";
import { type KeptLine, StreamReader } from "../streamReader.ts";

const stream = z.object({
  stream: z.record(z.string(), z.string()),
  /** Nanoseconds, and the line. */
  values: z.array(z.tuple([z.string().regex(/^\d{1,20}$/), z.string()]).rest(z.unknown())),
});
export const lokiStreams = z.array(stream);
export type LokiStreams = z.infer<typeof lokiStreams>;

export const tailFrame = z.object({
  streams: lokiStreams.nullish(),
  dropped_entries: z.array(z.object({ timestamp: z.union([z.string(), z.number()]) })).nullish(),
});

/** What Loki adds to the labels of a stream, and by which it splits streams that are one. */
const added = new Set(["detected_level", "__error__", "__error_details__"]);
/** Labels that name a stream best, in this order. */
const names = ["filename", "pod", "container", "unit", "app", "service_name", "job"];

export interface LokiOrigin {
  readonly source: string;
  readonly hostLabel: string;
}

/** Records in time order. Streams that differ in what Loki added are one: their lines may belong together. */
export function readStreams(streams: LokiStreams, origin: LokiOrigin, reference: TimeReference): readonly LogLine[] {
  const byStream = new Map<string, { readonly labels: Readonly<Record<string, string>>; readonly lines: KeptLine[] }>();
  for (const { stream: labels, values } of streams) {
    const { stream: key } = placeOf(labels, origin);
    const one = byStream.get(`${labels[origin.hostLabel]} ${key}`) ?? { labels, lines: [] };
    byStream.set(`${labels[origin.hostLabel]} ${key}`, one);
    const level = foldLevel(labels.detected_level ?? labels.level ?? "") ?? "unknown";
    const fields = Object.fromEntries(Object.entries(labels).filter(([name]) => !added.has(name)));
    for (const [ns, text] of values) one.lines.push({ text, timeMs: msOf(ns), level, fields });
  }
  return mergeByTime(
    [...byStream.values()].map(({ labels, lines }) => {
      const reader = new StreamReader({ source: origin.source, ...placeOf(labels, origin) });
      const ordered = lines.sort((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0));
      return [...reader.readLines(ordered, reference), ...reader.end(reference)];
    }),
  );
}

function placeOf(labels: Readonly<Record<string, string>>, { hostLabel }: LokiOrigin) {
  const named = names.find((name) => labels[name] !== undefined);
  return {
    host: labels[hostLabel] ?? labels.hostname ?? labels.node_name ?? null,
    stream: named === undefined ? "" : (labels[named] ?? ""),
  };
}

/** A nanosecond is less than a number can hold: what is left is a quarter of a microsecond. */
function msOf(ns: string): number {
  return Number(ns.slice(0, -6)) + Number(ns.slice(-6)) / 1e6;
}
