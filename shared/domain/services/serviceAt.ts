interface Placed {
  readonly definition: { readonly name: string };
  readonly hosts: readonly string[];
}

/** The one that is named, else the first that runs on one of the hosts. */
export function serviceAt<S extends Placed>(
  { service, hosts }: { readonly service: string | null; readonly hosts: readonly string[] },
  states: readonly S[],
): S | null {
  const named = states.find(({ definition }) => definition.name === service);
  if (named || service !== null) return named ?? null;
  return states.find((state) => state.hosts.some((host) => hosts.includes(host))) ?? null;
}
