import { releaseOf } from "../events/imageVersion.ts";
import { parseSelectorText } from "../promql/parseQuery.ts";
import type { ServiceDefinition } from "./model.ts";

type Definition = Pick<ServiceDefinition, "name" | "environment" | "matchers">;

interface PlacedPod {
  readonly namespace: string;
  readonly owner: { readonly name: string } | null;
  readonly containers: readonly { readonly image: string }[];
}

/**
 * The watched service that a pod belongs to: one with the name of what made the pod, of a Kubernetes service before it, or of
 * its image's product, unless its targets are of another namespace or it is of another environment. Null for none.
 */
export function serviceOfPod<D extends Definition>(
  definitions: readonly D[],
  { namespace, owner, containers }: PlacedPod,
  { before, environment }: { readonly before: readonly string[]; readonly environment: string },
): D | null {
  const products = containers.flatMap(({ image }) => releaseOf(image)?.product ?? []);
  const names = [...(owner ? [owner.name] : []), ...before, ...products];
  const possible = definitions.filter(
    (one) => (one.environment === null || one.environment === environment) && isIn(one, namespace),
  );
  for (const name of names) {
    const found = possible.find((one) => one.name === name);
    if (found) return found;
  }
  return null;
}

function isIn({ matchers }: Definition, namespace: string): boolean {
  return parseSelectorText(`{${matchers}}`).every(
    ({ name, operator, value }) => name !== "namespace" || operator !== "=" || value === namespace,
  );
}
