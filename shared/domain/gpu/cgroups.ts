/** Who a process belongs to, read from its cgroup path. */
export interface CgroupOwner {
  /** Full id as docker, containerd, CRI-O and podman print it. */
  readonly containerId: string | null;
  /** Kubernetes pod uid with dashes. */
  readonly podUid: string | null;
  readonly slurmJob: string | null;
}

/** 64 hex digits: `/docker/<id>`, `docker-<id>.scope`, `cri-containerd-<id>.scope`, `:cri-containerd:<id>`, `crio-<id>`, `libpod-<id>`. */
const containerPattern = /(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?(?:$|[/:])/;
/** `/kubepods/burstable/pod<uid>/...` or, by systemd, `kubepods-burstable-pod<uid with underscores>.slice`. */
const podPattern =
  /\bkubepods\b.*?[/-]pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}|[0-9a-f]{32})/;
/** `/slurm/uid_1000/job_4211/step_0` or `slurmstepd.scope/job_4211/step_0`. */
const slurmPattern = /\bslurm.*?\/job_(\d+)/;

function mergeOwner(known: CgroupOwner | undefined, path: string): CgroupOwner | null {
  const containerId = containerPattern.exec(path)?.[1] ?? known?.containerId ?? null;
  const podUid = podPattern.exec(path)?.[1]?.replaceAll("_", "-") ?? known?.podUid ?? null;
  const slurmJob = slurmPattern.exec(path)?.[1] ?? known?.slurmJob ?? null;
  if (containerId === null && podUid === null && slurmJob === null) return null;
  return { containerId, podUid, slurmJob };
}

/**
 * `grep -H '' /proc/<pid>/cgroup` by pid, both hierarchy versions. A process that is in no container, pod or job is not
 * in the map.
 */
export function parseCgroups(text: string): ReadonlyMap<number, CgroupOwner> {
  const owners = new Map<number, CgroupOwner>();
  for (const line of text.split("\n")) {
    const match = /^\/proc\/(\d{1,10})\/cgroup:\d+:[^:]*:(.*)$/.exec(line);
    if (!match) continue;
    const [, pid = "", path = ""] = match;
    const owner = mergeOwner(owners.get(Number(pid)), path);
    if (owner) owners.set(Number(pid), owner);
  }
  return owners;
}
