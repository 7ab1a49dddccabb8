import { z } from "zod";
import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import { isMidwatchError } from "../../../../shared/base/errors.ts";
import { parseHolder } from "../../../../shared/domain/runbook/lockHolder.ts";
import type { KubernetesApi } from "../../kubernetes/types.ts";
import type { LockState } from "../onHost.ts";

const path = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
const name = "midwatch";

const lease = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string() }),
  spec: z.looseObject({ holderIdentity: z.string().nullish(), leaseTransitions: z.number().nullish() }).default({}),
});

export interface LeaseTerms {
  /** See `formatHolder`. */
  readonly holder: string;
  /** Whose Lease is taken away, as it was seen; without it nobody's is. */
  readonly from?: string;
  readonly nowMs: number;
  readonly signal?: CancelSignal;
}

/** Who holds the cluster's Lease. An age is by this console's clock: the API tells none of its own. */
export async function readLease(api: KubernetesApi, nowMs: number, signal?: CancelSignal): Promise<LockState> {
  return stateOf((await read(api, signal))?.spec.holderIdentity || null, nowMs);
}

/**
 * Takes the Lease by which consoles see each other on a cluster, or tells who holds it. Rejects with CONFLICT where another was
 * faster: an object that was changed since it was read is not taken.
 */
export async function takeLease(api: KubernetesApi, terms: LeaseTerms): Promise<LockState> {
  const { holder, from, nowMs, signal } = terms;
  const known = await read(api, signal);
  const holds = known?.spec.holderIdentity || null;
  const isOwn = holds !== null && parseHolder(holds)?.run === parseHolder(holder)?.run;
  if (holds !== null && holds !== from && !isOwn) return stateOf(holds, nowMs);
  const { sinceSeconds = 0, untilSeconds = 0 } = parseHolder(holder) ?? {};
  const time = new Date(nowMs).toISOString().replace("Z", "000Z");
  const spec = {
    ...known?.spec,
    holderIdentity: holder,
    leaseDurationSeconds: Math.max(1, untilSeconds - sinceSeconds),
    acquireTime: time,
    renewTime: time,
    leaseTransitions: (known?.spec.leaseTransitions ?? -1) + 1,
  };
  const rest = signal ? { signal } : {};
  if (known) {
    await api.change({ method: "PUT", path: `${path}/${name}`, body: { ...known, spec }, ...rest });
    return { kind: "taken" };
  }
  const body = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name, namespace: "kube-system" },
    spec,
  };
  await api.change({ method: "POST", path, body, ...rest });
  return { kind: "taken" };
}

/** Gives it back, where this holder has it still. */
export async function releaseLease(api: KubernetesApi, holder: string): Promise<void> {
  const known = await read(api);
  if (known?.spec.holderIdentity !== holder) return;
  const spec = { ...known.spec, holderIdentity: "", leaseDurationSeconds: 1 };
  await api.change({ method: "PUT", path: `${path}/${name}`, body: { ...known, spec } });
}

function stateOf(holder: string | null, nowMs: number): LockState {
  if (holder === null) return { kind: "free" };
  const known = parseHolder(holder);
  if (!known) return { kind: "held", holder, ageSeconds: null, overdue: false };
  const nowSeconds = Math.floor(nowMs / 1000);
  const ageSeconds = Math.max(0, nowSeconds - known.sinceSeconds);
  return { kind: "held", holder, ageSeconds, overdue: nowSeconds > known.untilSeconds };
}

async function read(api: KubernetesApi, signal?: CancelSignal): Promise<z.output<typeof lease> | null> {
  try {
    return lease.parse(await api.get({ path: `${path}/${name}`, ...(signal ? { signal } : {}) }));
  } catch (error) {
    if (isMidwatchError(error) && error.code === "NOT_FOUND") return null;
    throw error;
  }
}
