import type { ServerResponse } from "node:http";
import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import type { ApiCall } from "./apiCall.ts";
import type { Json, KubeObject } from "./objectStore.ts";
import { Refusal } from "./refusal.ts";

export interface LoggedLine {
  readonly atMs: number;
  readonly text: string;
}

interface LogWindow {
  readonly container: string;
  /** Of the container that ran before in its place. */
  readonly previous: boolean;
  readonly fromMs: number;
  /** Excluding. */
  readonly toMs: number;
}

/** What a pod's container wrote, by time; null where its node does not answer. */
export type PodLog = (pod: KubeObject, window: LogWindow) => readonly LoggedLine[] | null;

/** New lines of a log that is followed are looked for so often. */
const followMs = 400;

/** A pod's log as a kubelet serves it: since, the last so many lines, a bound in bytes, time stamps, the container before, and on. */
export function servePodLog(
  { query }: ApiCall,
  pod: KubeObject,
  response: ServerResponse,
  {
    podLog,
    clock,
    streams,
  }: { readonly podLog: PodLog | undefined; readonly clock: Clock; readonly streams: Set<Disposable> },
): void {
  const containers = ((pod.spec as Json).containers as readonly { readonly name: string }[]).map(({ name }) => name);
  const container = query.get("container") ?? containers[0] ?? "";
  const { name } = pod.metadata;
  if (!containers.includes(container)) {
    throw new Refusal(400, "BadRequest", `container ${container} is not valid for pod ${name}`);
  }
  const previous = query.get("previous") === "true";
  if (previous && restartsOf(pod, container) === 0) {
    throw new Refusal(400, "BadRequest", `previous terminated container "${container}" in pod "${name}" not found`);
  }
  const read = (fromMs: number, toMs: number) => podLog?.(pod, { container, previous, fromMs, toMs }) ?? null;
  const sinceMs = Date.parse(query.get("sinceTime") ?? "");
  // The API's times are whole seconds.
  const fromMs = Number.isNaN(sinceMs) ? 0 : Math.floor(sinceMs / 1000) * 1000;
  const nowMs = clock.nowMs();
  const found = read(fromMs, nowMs);
  if (found === null) throw new Refusal(500, "", "no preferred addresses found; known addresses: []");
  const hasStamps = query.get("timestamps") === "true";
  const written = (lines: readonly LoggedLine[]) =>
    lines.map(({ atMs, text }) => `${hasStamps ? `${stampOf(atMs)} ` : ""}${text}\n`).join("");
  const tail = query.get("tailLines");
  const all = written(tail === null ? found : found.slice(Math.max(0, found.length - Number(tail))));
  const limit = Number(query.get("limitBytes") ?? Number.POSITIVE_INFINITY);
  response.writeHead(200, { "content-type": "text/plain" });
  response.flushHeaders();
  response.write(all.length > limit ? all.slice(0, limit) : all);
  if (query.get("follow") !== "true") {
    response.end();
    return;
  }
  let readMs = nowMs;
  const more = () => {
    const untilMs = clock.nowMs();
    const news = written(read(readMs, untilMs) ?? []);
    readMs = untilMs;
    if (news !== "") response.write(news);
    timer = clock.after(followMs, more);
  };
  let timer = clock.after(followMs, more);
  const open = toDisposable(() => {
    timer.dispose();
    streams.delete(open);
    response.end();
  });
  streams.add(open);
  response.once("close", () => open.dispose());
}

/** Nanoseconds at a fixed width. */
function stampOf(atMs: number): string {
  return new Date(atMs).toISOString().replace("Z", "000000Z");
}

function restartsOf({ status }: KubeObject, container: string): number {
  const { containerStatuses = [] } = (status ?? {}) as {
    containerStatuses?: readonly { readonly name: string; readonly restartCount: number }[];
  };
  return containerStatuses.find(({ name }) => name === container)?.restartCount ?? 0;
}
