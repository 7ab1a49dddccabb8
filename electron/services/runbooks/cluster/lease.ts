import { z } from "zod";
import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import { isMidwatchError, MidwatchError } from "../../../../shared/base/errors.ts";
import { parseHolder } from "../../../../shared/domain/runbook/lockHolder.ts";
import type { KubernetesApi } from "../../kubernetes/types.ts";

const path = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
const name = "midwatch";

const lease = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string() }),
  spec: z.looseObject({ holderIdentity: z.string().nullish() }).default({}),
});

export interface LeaseTerms {
  /** See `formatHolder`. */
  readonly holder: string;
  readonly seconds: number;
  readonly nowMs: number;
  readonly signal?: CancelSignal;
}

/** Who holds the cluster's Lease; null for nobody. */
export async function leaseHolder(api: KubernetesApi, signal?: CancelSignal): Promise<string | null> {
  return (await read(api, signal))?.spec.holderIdentity || null;
}

/**
 * Takes the Lease by which consoles see each other on a cluster. Rejects with CONFLICT where another holds it, or was faster: an
 * object that was changed since it was read is not taken.
 */
export async function takeLease(api: KubernetesApi, { holder, seconds, nowMs, signal }: LeaseTerms): Promise<void> {
  const known = await read(api, signal);
  const holds = known?.spec.holderIdentity || null;
  if (holds !== null && parseHolder(holds)?.run !== parseHolder(holder)?.run)
    throw new MidwatchError("CONFLICT", leaseText(holds));
  const time = new Date(nowMs).toISOString().replace("Z", "000Z");
  const spec = {
    ...known?.spec,
    holderIdentity: holder,
    leaseDurationSeconds: seconds,
    acquireTime: time,
    renewTime: time,
  };
  const rest = signal ? { signal } : {};
  if (known) {
    await api.change({ method: "PUT", path: `${path}/${name}`, body: { ...known, spec }, ...rest });
    return;
  }
  const body = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name, namespace: "kube-system" },
    spec,
  };
  await api.change({ method: "POST", path, body, ...rest });
}

/** Gives it back, where this holder has it still. */
export async function releaseLease(api: KubernetesApi, holder: string): Promise<void> {
  const known = await read(api);
  if (known?.spec.holderIdentity !== holder) return;
  const spec = { ...known.spec, holderIdentity: "", leaseDurationSeconds: 1 };
  await api.change({ method: "PUT", path: `${path}/${name}`, body: { ...known, spec } });
}

export function leaseText(holder: string): string {
  const known = parseHolder(holder);
  const who = known ? `${known.owner} runs ${known.runbook}` : `${holder} is at work`;
  return `${who} on this cluster. If nobody is at work there any more: kubectl delete lease ${name} -n kube-system`;
}

async function read(api: KubernetesApi, signal?: CancelSignal): Promise<z.output<typeof lease> | null> {
  try {
    return lease.parse(await api.get({ path: `${path}/${name}`, ...(signal ? { signal } : {}) }));
  } catch (error) {
    if (isMidwatchError(error) && error.code === "NOT_FOUND") return null;
    throw error;
  }
}
