import { z } from "zod";
import { type Service, service } from "../host/model.ts";
import { type EventDraft, eventDraft } from "./fleetEvent.ts";
import { type Release, releaseOf } from "./imageVersion.ts";

/** What has to be remembered of a container or unit to tell what changed. */
const knownWorkload = z.object({
  manager: service.shape.manager,
  image: z.string().nullable(),
  /** Unix ms; of the last time it ran. */
  startedMs: z.number().nullable(),
  state: service.shape.state,
  restarts: service.shape.restarts,
});
type KnownWorkload = Readonly<z.infer<typeof knownWorkload>>;
/** Those of a host, by name. */
export const knownWorkloads = z.record(z.string(), knownWorkload);
export type KnownWorkloads = Readonly<Record<string, KnownWorkload>>;

/** Ages are told by the host's clock and dated by this one's: a host that answers late seems to have started later. */
const sameStartMs = 60_000;
/** Replicas of a release follow each other within that. */
export const rolloutMs = 30 * 60_000;

/**
 * What became of a host's containers or units since they were last listed: releases that begin or end to run, restarts,
 * failures and stops. The first list of a kind tells nothing: what is on it was there before.
 */
export function workloadEvents(options: {
  readonly host: string;
  readonly before: KnownWorkloads | null;
  readonly list: {
    readonly kind: "containers" | "units";
    readonly services: readonly Service[];
    /** When it was made, Unix ms. */
    readonly atMs: number;
  };
  /** Versions of a product that run on the other hosts. */
  readonly elsewhere: (product: string) => ReadonlySet<string>;
}): { readonly events: readonly EventDraft[]; readonly known: KnownWorkloads } {
  const { host, list, elsewhere } = options;
  const { kind, services, atMs } = list;
  const isListed = ([, { manager }]: readonly [string, KnownWorkload]) =>
    (manager === "systemd") === (kind === "units");
  const all = Object.entries(options.before ?? {});
  const before = Object.fromEntries(all.filter(isListed));
  const now = Object.fromEntries(services.map((one) => [one.name, seenOf(one, before[one.name], atMs)] as const));
  const known = { ...Object.fromEntries(all.filter((one) => !isListed(one))), ...now };
  const events = services.flatMap((one) => {
    const [was, is] = [before[one.name], now[one.name]];
    return was && is ? changeOf(host, one, was, is, atMs) : [];
  });
  return { events: [...releases(host, before, now, elsewhere, atMs), ...events], known };
}

function seenOf(
  { manager, image, state, restarts, ageSeconds }: Service,
  before: KnownWorkload | undefined,
  atMs: number,
): KnownWorkload {
  const started = state === "running" && ageSeconds !== null ? Math.round(atMs - ageSeconds * 1000) : null;
  // Another image is another container: when the one before it started says nothing of it.
  const startedBefore = before?.image === image ? before.startedMs : null;
  const isSame =
    started !== null &&
    startedBefore !== null &&
    Math.abs(started - startedBefore) <= sameStartMs &&
    !restartedBy(restarts, before);
  return { manager, image, state, restarts, startedMs: started === null || isSame ? startedBefore : started };
}

/** Its manager started it again: it had ended by itself. */
function restartedBy(restarts: number | null, before: Pick<KnownWorkload, "restarts"> | undefined): boolean {
  return restarts !== null && restarts > (before?.restarts ?? restarts);
}

function changeOf(
  host: string,
  { name, manager, stateText, exitCode }: Service,
  was: KnownWorkload,
  now: KnownWorkload,
  atMs: number,
): readonly EventDraft[] {
  const what = manager === "systemd" ? "Unit" : "Container";
  const about = { kind: "workload", origin: manager, host } as const;
  if (now.state === "failed" && was.state !== "failed") {
    return [
      eventDraft({
        ...about,
        key: `workload ${host} ${name} failed`,
        atMs,
        severity: exitCode === 137 ? "critical" : "warning",
        title: `${what} failed`,
        text: `${host} ${name}: ${stateOf(stateText)}`,
      }),
    ];
  }
  if (now.state === "stopped" && was.state === "running") {
    return [
      eventDraft({
        ...about,
        key: `workload ${host} ${name} stopped`,
        atMs,
        severity: "info",
        title: `${what} stopped`,
        text: `${host} ${name}: ${stateOf(stateText)}`,
      }),
    ];
  }
  const isAnew = now.startedMs !== null && was.startedMs !== null && now.startedMs !== was.startedMs;
  // Another image says more than that it was started.
  if (!isAnew || now.startedMs === null || now.image !== was.image) return [];
  const byItself = restartedBy(now.restarts, was);
  return [
    eventDraft({
      ...about,
      key: `workload ${host} ${name} started`,
      atMs: now.startedMs,
      severity: byItself ? "warning" : "info",
      title: `${what} restarted`,
      text: `${host} ${name}${byItself ? `, it had ended by itself (${now.restarts} so far)` : ""}`,
    }),
  ];
}

/** `Exited (137) 2 seconds ago`: how long ago is said by the event's time. */
function stateOf(stateText: string): string {
  return stateText.replace(/ (?:about )?\w+ \w+ ago\b/i, "");
}

/** A version that ran nowhere before is a deploy; the one it replaces ends with its last container. */
function releases(
  host: string,
  before: KnownWorkloads,
  after: KnownWorkloads,
  elsewhere: (product: string) => ReadonlySet<string>,
  atMs: number,
): readonly EventDraft[] {
  const [had, has] = [versionsOf(before), versionsOf(after)];
  // The first containers that are seen of a host ran before.
  if (had.size === 0) return [];
  return [...has].flatMap(([product, versions]) => {
    const old = had.get(product) ?? new Set<string>();
    const fresh = [...versions].filter((version) => !old.has(version));
    const gone = [...old].filter((version) => !versions.has(version));
    if (fresh.length === 0 && gone.length === 0) return [];
    const others = elsewhere(product);
    const about = { kind: "deploy", severity: "info", origin: "docker", host, service: product } as const;
    const begun = fresh.filter((version) => !others.has(version) && (old.size > 0 || others.size > 0));
    const ended = gone.filter((version) => !others.has(version));
    const newest = fresh.at(-1) ?? [...versions].at(-1) ?? "";
    return [
      ...begun.map((version) =>
        eventDraft({
          ...about,
          key: `deploy ${product} ${version}`,
          sameWithinMs: rolloutMs,
          atMs: startOf(after, { product, version }) ?? atMs,
          title: "Deploy started",
          text: `${product} ${[...(gone.length > 0 ? gone : old)].join(", ") || [...others].join(", ")} → ${version}`,
        }),
      ),
      ...ended.map((version) =>
        eventDraft({
          ...about,
          host: null,
          key: `deployed ${product} ${version}`,
          sameWithinMs: rolloutMs,
          atMs,
          title: "Deploy complete",
          text: `${product} ${newest}, nothing runs ${version} any more`,
        }),
      ),
    ];
  });
}

/** Versions of each product. */
export function versionsOf(workloads: KnownWorkloads): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { image } of Object.values(workloads)) {
    const release = image === null ? null : releaseOf(image);
    if (!release) continue;
    const versions = found.get(release.product) ?? new Set();
    found.set(release.product, versions.add(release.version));
  }
  return found;
}

function startOf(workloads: KnownWorkloads, { product, version }: Release): number | null {
  for (const { image, startedMs } of Object.values(workloads)) {
    const release = image === null ? null : releaseOf(image);
    if (release?.product === product && release.version === version) return startedMs;
  }
  return null;
}
