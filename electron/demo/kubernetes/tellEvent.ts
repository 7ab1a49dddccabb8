import type { KubeObject, ObjectStore } from "./objectStore.ts";
import { timeText } from "./podObject.ts";
import { resourceTypes } from "./resources.ts";

export interface ToldEvent {
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly warning?: boolean;
  readonly atMs: number;
  readonly count?: number;
}

/** An event of an object, in the shape with a count. */
export function tellEvent(store: ObjectStore, { kind, apiVersion, metadata }: KubeObject, told: ToldEvent): void {
  const { reason, message, component, warning = false, atMs, count = 1 } = told;
  const namespace = metadata.namespace ?? "default";
  store.create(resourceTypes.events, {
    metadata: { name: `${metadata.name}.${store.revision.toString(16).padStart(16, "0")}`, namespace },
    involvedObject: { kind, namespace: metadata.namespace ?? "", name: metadata.name, uid: metadata.uid, apiVersion },
    type: warning ? "Warning" : "Normal",
    reason,
    message,
    source: { component },
    firstTimestamp: timeText(atMs),
    lastTimestamp: timeText(atMs),
    count,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: "",
  });
}
