import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { Autoscaler } from "../../../shared/domain/kubernetes/autoscaler.ts";
import type { ClusterEvent } from "../../../shared/domain/kubernetes/clusterEvent.ts";
import type { DoctorLink } from "../../../shared/domain/kubernetes/doctor/doctorLink.ts";
import type { ClusterNode } from "../../../shared/domain/kubernetes/node.ts";
import type { Monitor, MonitorKind } from "../../../shared/domain/kubernetes/operator/monitor.ts";
import type { Pod } from "../../../shared/domain/kubernetes/pod.ts";
import type { Workload } from "../../../shared/domain/kubernetes/workload.ts";
import type { KubernetesCluster } from "../../../shared/domain/workspace/kubernetesCluster.ts";
import type { HttpSocket, SocketRequest } from "../http/types.ts";
import type { TerminalProcess, TerminalSize } from "../openPty.ts";
import type { ServerState } from "../serverHealth.ts";

export type Query = Readonly<Record<string, string>>;

export interface KubernetesRequest {
  /** `/apis/apps/v1/namespaces/default/deployments/web`. */
  readonly path: string;
  readonly query?: Query;
  readonly signal?: CancelSignal;
}

interface KubernetesChange extends KubernetesRequest {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  /** Nothing is changed: the server says what would be. */
  readonly dryRun?: boolean;
}

/**
 * One cluster's API. Rejects with FORBIDDEN (the verb that is missing in the text and in `detail`), NOT_FOUND, CONFLICT,
 * BAD_REQUEST, LIMIT (an eviction that a budget refuses), and as HttpClient does; `detail` is a StatusDetail where the server answered.
 */
export interface KubernetesApi {
  get(request: KubernetesRequest): Promise<unknown>;
  /** A patch is a merge patch. */
  change(change: KubernetesChange): Promise<unknown>;
  /** Lines of JSON or of a log, as they come; `opened` hears that the server began to answer, which may be long before a line. */
  lines(
    request: KubernetesRequest & { readonly signal: CancelSignal; readonly opened?: () => void },
  ): AsyncIterable<string>;
  /** A WebSocket of one of its subprotocols. */
  socket(request: KubernetesSocket): Promise<HttpSocket>;
}

/** The path comes with its query: a name may be in it more than once. */
type KubernetesSocket = Pick<KubernetesRequest, "path" | "signal"> &
  Pick<SocketRequest, "protocols" | "paused" | "silenceMs" | "onMessage" | "onClose">;

/** How what is shown of a resource stands to what is there. */
export type WatchState =
  /** Being listed for the first time; so many are read. */
  | { readonly kind: "listing"; readonly read: number }
  | { readonly kind: "live" }
  /** Listed at a time and not watched, as there are too many; listed again every two minutes. */
  | { readonly kind: "listed"; readonly atMs: number }
  /** As last known. */
  | {
      readonly kind: "away";
      readonly reason: string;
      readonly sinceMs: number;
      /** The rows are as last known; false where it was never listed. */
      readonly known: boolean;
    }
  /** So many, and left alone. */
  | { readonly kind: "tooMany"; readonly total: number }
  /** Not to be had, by RBAC or because it is not served. */
  | { readonly kind: "refused"; readonly reason: string };

/** Rows of one resource while somebody looks; `onChange` tells the ids that came, changed or went. */
export interface Watched<Row> extends Disposable {
  readonly rows: ReadonlyMap<string, Row>;
  readonly state: WatchState;
  /** Null after everything was replaced. */
  readonly onChange: Event<ReadonlySet<string> | null>;
}

export interface PodScope {
  readonly namespace: string | null;
  /** A selector of labels. */
  readonly selector?: string;
  readonly node?: string;
}

export interface EventScope {
  readonly namespace: string | null;
  /** Of one object, or of all of a kind. */
  readonly object?: { readonly kind: string; readonly name?: string };
}

/** One object of a namespace, asked once. */
interface Named {
  readonly namespace: string;
  readonly name: string;
  readonly signal: CancelSignal;
}

/** A program on a terminal in a container of a pod. What the cluster says of why it did not run is printed as well. */
export interface PodTerminal extends TerminalProcess {
  /** The socket went away before the cluster told how the program ended. */
  readonly lost: boolean;
}

export interface Cluster {
  readonly config: KubernetesCluster;
  readonly state: ServerState;
  /** Of its namespace kube-system; null before it answered, and where that may not be read. */
  readonly uid: string | null;
  readonly context: string | null;
  readonly server: string | null;
  readonly api: KubernetesApi;
  look(): void;
  /** As the cluster says now; null where it may not be read. */
  readUid(signal?: CancelSignal): Promise<string | null>;
  namespaces(signal?: CancelSignal): Promise<readonly string[]>;
  workloads(namespace: string | null): Watched<Workload>;
  /** All workloads but jobs as they are, without what is added up of their pods. */
  rollouts(namespace: string): Watched<Workload>;
  /** What is done with more than are watched: `leave` tells how many there are, and none of them. */
  pods(scope: PodScope, beyond?: "list" | "leave"): Watched<Pod>;
  /** The node that a host is; null for none. Rejects with what reading nodes rejects with. */
  nodeOf(host: {
    readonly name: string;
    readonly machineId: string | null;
    readonly signal: CancelSignal;
  }): Promise<string | null>;
  /** Names of the services that send requests to a pod. */
  servicesOf(pod: Named): Promise<readonly string[]>;
  nodes(): Watched<ClusterNode>;
  autoscalers(namespace: string | null): Watched<Autoscaler>;
  /** Where the chain from its metrics to its replicas breaks. Rejects with what reading the autoscaler rejects with. */
  diagnoseAutoscaler(of: Named): Promise<readonly DoctorLink[]>;
  /** Monitors and rules of Prometheus Operator. */
  monitors(namespace: string | null): Watched<Monitor>;
  /** Why its targets are not scraped, and how it would be right. Rejects with what reading it rejects with. */
  diagnoseMonitor(
    of: Named & { readonly kind: MonitorKind },
  ): Promise<{ readonly links: readonly DoctorLink[]; readonly manifest: string | null }>;
  events(scope: EventScope): Watched<ClusterEvent>;
  /** Rejects with CONFLICT for a name that another pod has now, and with what the API rejects with: FORBIDDEN names the verb. */
  terminal(
    of: Named & {
      readonly uid: string;
      readonly container: string;
      readonly command: readonly string[];
      readonly size: TerminalSize;
    },
  ): Promise<PodTerminal>;
}

export interface KubernetesService extends Disposable {
  /** In the workspace's order. */
  readonly clusters: readonly Cluster[];
  /** A cluster was added, removed, or its state changed. */
  readonly onChange: Event<void>;
  setClusters(clusters: readonly KubernetesCluster[]): void;
  /** Throws NOT_FOUND. */
  get(name: string): Cluster;
}
