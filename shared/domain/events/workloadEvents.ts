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
});
type KnownWorkload = Readonly<z.infer<typeof knownWorkload>>;
/** Those of a host, by name. */
export const knownWorkloads = z.record(z.string(), knownWorkload);
export type KnownWorkloads = Readonly<Record<string, KnownWorkload>>;

/** Ages are whole seconds for some managers, and a reading takes a while. */
const sameStartMs = 5000;
/** Replicas of a release follow each other within that. */
const rolloutMs = 30 * 60_000;

/**
 * What became of a host's containers and units since they were last read at `atMs`: releases that begin or end to run,
 * restarts, failures and stops. Nothing is told of a host whose workloads were not known before (`before` is null).
 */
export function workloadEvents(options: {
  readonly host: string;
  readonly before: KnownWorkloads | null;
  readonly services: readonly Service[];
  readonly atMs: number;
  /** Versions of a product that run on the other hosts. */
  readonly elsewhere: (product: string) => ReadonlySet<string>;
}): { readonly events: readonly EventDraft[]; readonly known: KnownWorkloads } {
  const { host, before, services, atMs, elsewhere } = options;
  // A manager that lists nothing was most likely not asked yet: what it listed is not gone.
  const managers = new Set(services.map(({ manager }) => manager));
  const known = Object.fromEntries([
    ...Object.entries(before ?? {}).filter(([, { manager }]) => !managers.has(manager)),
    ...services.map((one) => [one.name, seenOf(one, before?.[one.name], atMs)] as const),
  ]);
  if (before === null) return { events: [], known };
  const events = services.flatMap((one) => {
    const [was, now] = [before[one.name], known[one.name]];
    return was && now ? changeOf(host, one, was, now, atMs) : [];
  });
  return { events: [...releases(host, before, known, elsewhere, atMs), ...events], known };
}

function seenOf(
  { manager, image, state, ageSeconds }: Service,
  before: KnownWorkload | undefined,
  atMs: number,
): KnownWorkload {
  const started = state === "running" && ageSeconds !== null ? Math.round(atMs - ageSeconds * 1000) : null;
  const startedBefore = before?.startedMs ?? null;
  const isSame = started !== null && startedBefore !== null && Math.abs(started - startedBefore) <= sameStartMs;
  return { manager, image, state, startedMs: started === null || isSame ? startedBefore : started };
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
        text: `${host} ${name}: ${stateText}`,
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
        text: `${host} ${name}: ${stateText}`,
      }),
    ];
  }
  const isAnew = now.startedMs !== null && was.startedMs !== null && now.startedMs !== was.startedMs;
  // Another image says more than that it was started.
  if (!isAnew || now.startedMs === null || now.image !== was.image) return [];
  return [
    eventDraft({
      ...about,
      key: `workload ${host} ${name} started`,
      atMs: now.startedMs,
      severity: "info",
      title: `${what} restarted`,
      text: `${host} ${name}`,
    }),
  ];
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
    const others = elsewhere(product);
    const fresh = [...versions].filter((version) => !old.has(version));
    const gone = [...old].filter((version) => !versions.has(version));
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
