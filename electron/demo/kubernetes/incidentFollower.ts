import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { containerId, type HostSpec, replicas, versionOf } from "../simulation/fleet.ts";
import type { Slot, Slots } from "./clusterObjects.ts";
import type { Json, KubeObject, ObjectStore } from "./objectStore.ts";
import { runningPod, timeText, waitingPod } from "./podObject.ts";
import { resourceTypes } from "./resources.ts";
import { tellEvent } from "./tellEvent.ts";

const tickMs = 500;

export interface IncidentFollower extends Disposable {
  /** A pod came to a slot: where its release is another than the host's, the host takes the pod's. */
  placed(pod: KubeObject, slot: Slot): void;
  /** Its server was started anew by its host: the end of the pod is not the end of that. */
  isOvertaken(pod: KubeObject): boolean;
}

/**
 * Keeps the cluster and a scenario's hosts one story, both ways: a release that the scenario deploys, or somebody on all hosts,
 * becomes the deployment's image; a server that is killed is its pod's restart; an image rolled out in the cluster is what its
 * hosts run.
 */
export function createIncidentFollower({
  store,
  clock,
  hosts,
  slots,
  now,
  wallStartMs,
}: {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly hosts: readonly HostSpec[];
  readonly slots: Slots;
  /** Seconds since the simulation began, which was at `wallStartMs`. */
  readonly now: () => number;
  readonly wallStartMs: number;
}): IncidentFollower {
  const touched = hosts.filter(({ incident }) => incident !== null);
  const known = new Map(touched.map((host) => [host, versionOf(host, 0, now())] as const));
  const overtaken = new Set<string>();
  /** What the deployment had when a host last moved by itself: a pod of another release is of a rollout in the cluster. */
  let followed = new Set(known.values());
  let timer: Disposable = toDisposable(() => {});

  function tick(): void {
    const t = now();
    followReleases(t);
    for (const { pod, slot } of placedPods()) {
      if (overtaken.has(pod.metadata.uid) && !slot.host.lives.answers(slot.replica, t))
        store.remove(resourceTypes.pods, pod);
      else followKills(pod, slot, t);
    }
    timer = clock.after(tickMs, tick);
  }

  function placedPods() {
    return store.list(resourceTypes.pods).flatMap((pod) => {
      const slot = slots.get(pod.metadata.uid);
      return slot && known.has(slot.host) ? [{ pod, slot }] : [];
    });
  }

  function followReleases(t: number): void {
    const moved = touched.filter((host) => versionOf(host, 0, t) !== known.get(host));
    const [first] = moved;
    if (!first) return;
    for (const host of moved) known.set(host, versionOf(host, 0, t));
    for (const { pod, slot } of placedPods()) if (moved.includes(slot.host)) overtaken.add(pod.metadata.uid);
    const isWhole = new Set(known.values()).size === 1;
    const isDeploy = moved.some(({ incident }) => !incident?.isInHand(t));
    if (isWhole || isDeploy) setRelease(first.service.model, versionOf(first, 0, t));
    followed = new Set(
      deploymentsOf(first.service.model).map(({ spec }) => releaseOf((spec as DeploymentSpec).template.spec)),
    );
  }

  function deploymentsOf(model: string): readonly KubeObject[] {
    return store.list(resourceTypes.deployments).filter(({ metadata }) => metadata.name === model);
  }

  function setRelease(model: string, version: string): void {
    for (const deployment of deploymentsOf(model)) {
      const spec = deployment.spec as DeploymentSpec;
      const containers = spec.template.spec.containers.map((container) => ({
        ...container,
        image: container.image.replace(/:[^:/]+$/, `:${version}`),
      }));
      const template = { ...spec.template, spec: { ...spec.template.spec, containers } };
      store.replace(resourceTypes.deployments, { ...deployment, spec: { ...spec, template } });
    }
  }

  function followKills(pod: KubeObject, slot: Slot, t: number): void {
    const { lives } = slot.host;
    const kills = lives.kills(slot.replica, t).filter((at) => at >= slot.placedAt);
    const killedAt = kills.at(-1);
    if (killedAt === undefined) return;
    const finishedAt = timeText(wallStartMs + killedAt * 1000);
    const last = { terminated: { reason: "OOMKilled", exitCode: 137, finishedAt } };
    const message = "back-off 10s restarting failed container=server";
    const next = lives.isUp(slot.replica, t)
      ? runningPod(
          pod,
          () => containerId(slot.host, slot.replica),
          wallStartMs + (lives.startedAt(slot.replica, t) ?? killedAt) * 1000,
          { answers: lives.answers(slot.replica, t), restarts: kills.length, last },
        )
      : waitingPod(pod, { reason: "CrashLoopBackOff", message, restarts: kills.length - 1, last });
    const isTold = finishedAt === lastEndOf(pod);
    store.replace(resourceTypes.pods, next);
    if (isTold) return;
    tellEvent(store, pod, {
      reason: "BackOff",
      message: `Back-off restarting failed container server in pod ${pod.metadata.name}`,
      component: "kubelet",
      warning: true,
      atMs: clock.nowMs(),
    });
  }

  if (touched.length > 0) tick();
  return {
    placed(pod, { host }) {
      const t = now();
      const version = releaseOf(pod.spec as PodSpec);
      if (!known.has(host) || followed.has(version) || version === versionOf(host, 0, t)) return;
      if (!host.incident?.adopt(version, t)) return;
      known.set(host, version);
      // What was to start them is forgotten.
      for (const [replica] of replicas(host).entries())
        if (!host.lives.isUp(replica, t)) host.lives.act("start", replica, t);
    },
    isOvertaken: ({ metadata }) => overtaken.delete(metadata.uid),
    dispose: () => timer.dispose(),
  };
}

interface PodSpec {
  readonly containers: readonly { readonly image: string }[];
}
interface DeploymentSpec {
  readonly template: { readonly spec: PodSpec };
}

function releaseOf({ containers }: PodSpec): string {
  return /:([^:/]+)$/.exec(containers[0]?.image ?? "")?.[1] ?? "";
}

function lastEndOf({ status }: KubeObject): string | undefined {
  const { containerStatuses = [] } = status as {
    readonly containerStatuses?: readonly { readonly lastState?: { readonly terminated?: Json } }[];
  };
  return containerStatuses[0]?.lastState?.terminated?.finishedAt as string | undefined;
}
