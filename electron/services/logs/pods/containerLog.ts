import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import { isMidwatchError } from "../../../../shared/base/errors.ts";
import type { Pod } from "../../../../shared/domain/kubernetes/pod.ts";
import type { LogLine } from "../../../../shared/domain/logs/model.ts";
import { cutPage, type LogPage } from "../../../../shared/domain/logs/page.ts";
import type { KubernetesApi, Query } from "../../kubernetes/types.ts";
import { StreamReader } from "../streamReader.ts";
import { type PodLogLine, readPodLogLine } from "./podLogLine.ts";

/** What one container's log is read up to at once; a line is 150 bytes or so. */
const mostBytes = 8 * 2 ** 20;

export interface ContainerOfPod {
  readonly pod: Pod;
  readonly container: string;
  /** The one that ran before in its place: its last words say why it ended. */
  readonly previous: boolean;
}

export interface PodLogOrigin {
  /** The name of the source. */
  readonly source: string;
}

/** Each container, and the one before where it was restarted. */
export function containersOf(pod: Pod): readonly ContainerOfPod[] {
  return pod.containers.flatMap(({ name: container }) => [
    ...(pod.restarts > 0 ? [{ pod, container, previous: true }] : []),
    { pod, container, previous: false },
  ]);
}

export function logRequest({ pod, container, previous }: ContainerOfPod, more: Query): { path: string; query: Query } {
  const path = `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}/log`;
  return { path, query: { container, timestamps: "true", ...(previous ? { previous: "true" } : {}), ...more } };
}

export function readerOf({ source }: PodLogOrigin, { pod, container, previous }: ContainerOfPod): StreamReader {
  const stream = `${pod.name}/${container}${previous ? " (before)" : ""}`;
  return new StreamReader({ source, host: pod.node, stream }, pod.owner?.name ?? null);
}

/** What can be searched for beside what a line itself says. */
export function fieldsOf({ pod, container }: ContainerOfPod): LogLine["fields"] {
  return { namespace: pod.namespace, pod: pod.name, container };
}

/**
 * The newest lines of a window. A log is told from a time on and not up to one: of a window that ends long ago all that came
 * after it is read too, up to the bound. Null where there was no container before.
 */
export async function readWindow(
  api: KubernetesApi,
  of: ContainerOfPod,
  {
    startMs,
    endMs,
    limit,
    nowMs,
    origin,
    signal,
  }: {
    readonly startMs: number;
    readonly endMs: number;
    readonly limit: number;
    readonly nowMs: number;
    readonly origin: PodLogOrigin;
    readonly signal: CancelSignal;
  },
): Promise<(LogPage & { readonly problem: string | null }) | null> {
  const isUpToNow = endMs >= nowMs - 1000;
  const more = {
    sinceTime: new Date(startMs).toISOString(),
    limitBytes: String(mostBytes),
    ...(isUpToNow ? { tailLines: String(limit) } : {}),
  };
  const kept: PodLogLine[] = [];
  let bytes = 0;
  try {
    for await (const text of api.lines({ ...logRequest(of, more), signal })) {
      bytes += Buffer.byteLength(text) + 1;
      const line = readPodLogLine(text);
      if (line?.timeMs != null && line.timeMs >= startMs && line.timeMs < endMs) kept.push(line);
    }
  } catch (error) {
    if (of.previous && isMidwatchError(error) && (error.code === "BAD_REQUEST" || error.code === "NOT_FOUND"))
      return null;
    throw error;
  }
  const reader = readerOf(origin, of);
  const reference = { nowMs, offsetMinutes: 0 };
  const own = kept.map((line) => ({ ...line, fields: fieldsOf(of) }));
  const lines = [...reader.readLines(own, reference), ...reader.end(reference)];
  const isCut = isUpToNow && kept.length >= limit;
  const page = isCut ? cutPage(lines, startMs) : { lines, completeFromMs: startMs };
  const isFull = bytes >= mostBytes;
  return {
    ...page,
    problem: isFull
      ? `More than ${mostBytes / 2 ** 20} MB are in this window: the newest are missing. Narrow the window`
      : null,
  };
}
