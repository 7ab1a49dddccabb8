import { z } from "zod";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { KubernetesApi } from "./types.ts";

const labels = z.record(z.string(), z.string()).nullish();
const pod = z.object({ metadata: z.object({ labels }) });
const services = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ selector: labels }).prefault({}),
    }),
  ),
});

/** The services that send requests to a pod: those of its namespace whose selector its labels match. */
export async function servicesOf(
  api: KubernetesApi,
  { namespace, name, signal }: { readonly namespace: string; readonly name: string; readonly signal: CancelSignal },
): Promise<readonly string[]> {
  const within = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
  const [own, all] = await Promise.all([
    api.get({ path: `${within}/pods/${encodeURIComponent(name)}`, signal }),
    api.get({ path: `${within}/services`, signal }),
  ]);
  const has = pod.parse(own).metadata.labels ?? {};
  return services
    .parse(all)
    .items.filter(({ spec }) => {
      const wanted = Object.entries(spec.selector ?? {});
      return wanted.length > 0 && wanted.every(([key, value]) => has[key] === value);
    })
    .map(({ metadata }) => metadata.name)
    .sort();
}
