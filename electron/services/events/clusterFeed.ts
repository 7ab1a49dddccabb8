import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import { killEvent, knownRollout, rolloutEvents, toldByCluster } from "../../../shared/domain/events/clusterEvents.ts";
import type { EventDraft } from "../../../shared/domain/events/fleetEvent.ts";
import type { Pod } from "../../../shared/domain/kubernetes/pod.ts";
import type { Workload } from "../../../shared/domain/kubernetes/workload.ts";
import { parseSelectorText } from "../../../shared/domain/promql/parseQuery.ts";
import type { ServiceDefinition } from "../../../shared/domain/services/model.ts";
import type { Cluster, KubernetesService, Watched } from "../kubernetes/types.ts";
import type { ServicesService } from "../services/types.ts";
import type { EventJournal } from "./eventJournal.ts";

/** Each has five watches of its own, all the time. */
const mostNamespaces = 4;
/** A host's kernel log is read by then: what it tells of a kill is told once. */
const kernelToldMs = 20_000;
const sameKillMs = 10_000;

/** What clusters tell of the namespaces that the workspace names, and of their nodes. */
export function followClusters({
  kubernetes,
  services,
  journal,
  clock,
  isHost,
}: {
  readonly kubernetes: Pick<KubernetesService, "clusters" | "onChange">;
  readonly services: Pick<ServicesService, "definitions" | "onDefinitions">;
  readonly journal: EventJournal;
  readonly clock: Clock;
  /** A node of that name is one of the hosts that are watched. */
  readonly isHost: (name: string) => boolean;
}): Disposable {
  const owned = new DisposableStore();
  const rollouts = journal.memory("rollout", knownRollout);
  const following = new Map<Cluster, { readonly namespaces: string; readonly watches: Disposable }>();

  function refresh(): void {
    const named = services.definitions.flatMap(namespacesOf);
    for (const [cluster, { watches }] of following) {
      if (kubernetes.clusters.includes(cluster)) continue;
      watches.dispose();
      following.delete(cluster);
    }
    for (const cluster of kubernetes.clusters) {
      const namespaces = [...new Set([...(cluster.config.namespaces ?? []), ...named])].slice(0, mostNamespaces);
      const key = namespaces.join(" ");
      const known = following.get(cluster);
      if (known?.namespaces === key) continue;
      known?.watches.dispose();
      following.set(cluster, { namespaces: key, watches: follow(cluster, namespaces) });
    }
  }

  function follow(cluster: Cluster, namespaces: readonly string[]): Disposable {
    const { name } = cluster.config;
    const watches = new DisposableStore();
    if (namespaces.length === 0) return watches;
    const hostOf = (node: string | null) => (node !== null && isHost(node) ? node : null);
    /** When a pod's newest kill was, by the pod's id. */
    const lastKills = new Map<string, number>();
    const waiting = new Set<Disposable>();
    watches.add(
      toDisposable(() => {
        for (const timer of waiting) timer.dispose();
      }),
    );

    function readKill(pod: Pod): void {
      const kill = killEvent(name, pod, hostOf(pod.node));
      if (!kill || lastKills.get(pod.id) === kill.atMs) return;
      lastKills.set(pod.id, kill.atMs);
      if (kill.host === null) journal.write([kill]);
      else writeLater(kill);
    }

    /** A kill on a host is the kernel's to tell first. */
    function writeLater(kill: EventDraft): void {
      const timer = clock.after(kernelToldMs, () => {
        waiting.delete(timer);
        if (!isToldByKernel(kill)) journal.write([kill]);
      });
      waiting.add(timer);
    }

    for (const namespace of namespaces) {
      const memoryName = (id: string) => `${name} ${id}`;
      const readRollout = (workload: Workload) => {
        const before = rollouts.get(memoryName(workload.id));
        const { events, known } = rolloutEvents({ cluster: name, before, workload, nowMs: clock.nowMs() });
        if (JSON.stringify(known) !== JSON.stringify(before))
          rollouts.write(events, new Map([[memoryName(workload.id), known]]));
      };
      read(watches, cluster.rollouts(namespace), readRollout, (id) => {
        rollouts.write([], new Map([[memoryName(id), null]]));
      });
      read(watches, cluster.pods({ namespace }, "leave"), readKill, (id) => {
        lastKills.delete(id);
      });
      read(watches, cluster.events({ namespace }), (event) => {
        const told = toldByCluster(name, event, null);
        if (told) journal.write([told]);
      });
    }
    // What happens to nodes is told in this namespace.
    read(watches, cluster.events({ namespace: "default", object: { kind: "Node" } }), (event) => {
      const told = toldByCluster(name, event, hostOf(event.object.name));
      if (told) journal.write([told]);
    });
    return watches;
  }

  function isToldByKernel({ host, atMs, title }: EventDraft): boolean {
    const window = { fromMs: atMs - sameKillMs, toMs: atMs + sameKillMs, limit: 100, after: null };
    return journal.find({ ...window, kind: "kernel", host }).events.some((event) => event.title === title);
  }

  refresh();
  owned.add(kubernetes.onChange(refresh));
  owned.add(services.onDefinitions(refresh));
  owned.add(
    toDisposable(() => {
      for (const { watches } of following.values()) watches.dispose();
    }),
  );
  return owned;
}

/** Hands over each row as it is now, then those that change. What is told again is the same event. */
function read<Row>(
  watches: DisposableStore,
  watched: Watched<Row>,
  take: (row: Row) => void,
  gone: (id: string) => void = () => {},
): void {
  watches.add(watched);
  const takeAll = () => {
    for (const row of watched.rows.values()) take(row);
  };
  takeAll();
  watches.add(
    watched.onChange((ids) => {
      if (ids === null) takeAll();
      for (const id of ids ?? []) {
        const row = watched.rows.get(id);
        if (row === undefined) gone(id);
        else take(row);
      }
    }),
  );
}

function namespacesOf({ matchers }: ServiceDefinition): readonly string[] {
  return parseSelectorText(`{${matchers}}`).flatMap(({ name, operator, value }) =>
    name === "namespace" && operator === "=" && value !== "" ? [value] : [],
  );
}
