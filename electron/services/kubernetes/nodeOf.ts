import { z } from "zod";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { isMidwatchError } from "../../../shared/base/errors.ts";
import { readNode } from "../../../shared/domain/kubernetes/node.ts";
import type { KubernetesApi } from "./types.ts";

const pageSize = 500;
const mostPages = 20;

const page = z.object({
  metadata: z.object({ continue: z.string().nullish() }).prefault({}),
  items: z.array(z.unknown()).nullish(),
});

export interface HostIdentity {
  readonly name: string;
  /** Of /etc/machine-id; null where it is not known, and the name has to do. */
  readonly machineId: string | null;
}

/**
 * The node that a host is, by its machine-id: a node of the same name that is another machine is none. Null where the cluster
 * has none. Rejects with what reading nodes rejects with.
 */
export async function nodeOf(api: KubernetesApi, host: HostIdentity, signal: CancelSignal): Promise<string | null> {
  const wanted = host.machineId?.replaceAll("-", "").toLowerCase() ?? null;
  const named = await byName(api, host.name, signal);
  if (named && (wanted === null || named.machineId === null || named.machineId === wanted)) return named.name;
  if (wanted === null) return null;
  let after: string | null = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const query = { limit: String(pageSize), ...(after === null ? {} : { continue: after }) };
    const { metadata, items } = page.parse(await api.get({ path: "/api/v1/nodes", query, signal }));
    const found = (items ?? []).map(readNode).find((node) => node?.machineId === wanted);
    if (found) return found.name;
    after = metadata.continue || null;
    if (after === null) return null;
  }
  return null;
}

async function byName(api: KubernetesApi, name: string, signal: CancelSignal) {
  try {
    return readNode(await api.get({ path: `/api/v1/nodes/${encodeURIComponent(name)}`, signal }));
  } catch (error) {
    if (isMidwatchError(error) && error.code === "NOT_FOUND") return null;
    throw error;
  }
}
