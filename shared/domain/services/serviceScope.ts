import type { Scope } from "./expressions.ts";
import type { ServiceDefinition, ServiceFacts } from "./model.ts";

/** Where a service's queries look; `window` is how far rates look back. */
export function serviceScope(
  { matchers }: Pick<ServiceDefinition, "matchers">,
  facts: ServiceFacts,
  window: string,
): Scope {
  return {
    matchers,
    names: new Set(facts.metrics.map(({ name }) => name)),
    labels: new Set(facts.labels),
    window,
    by: null,
  };
}
