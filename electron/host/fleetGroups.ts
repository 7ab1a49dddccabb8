interface NamedHost {
  readonly name: string;
  readonly group: string;
  readonly environment: string | null;
}

/**
 * The group that each host's column stands in, in the order given. Hosts that are alone in theirs stand together by
 * environment, under the beginning that their names share: a fleet of proper names is one block, not one block a host.
 */
export function fleetGroups(hosts: readonly NamedHost[]): readonly string[] {
  const sizes = new Map<string, number>();
  for (const { group } of hosts) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const alone = hosts.filter(({ group }) => sizes.get(group) === 1);
  return hosts.map(({ group, environment }) => {
    if (sizes.get(group) !== 1) return group;
    const beside = alone.filter((other) => other.environment === environment);
    const rest = beside.length === hosts.length ? "Hosts" : "Other hosts";
    return beside.length === 1 ? group : sharedBeginning(beside) || (environment ?? rest);
  });
}

/** Whole words that all names begin with: `h` of `h-lost` and `h-slow`. */
function sharedBeginning(hosts: readonly NamedHost[]): string {
  const [first = [], ...others] = hosts.map(({ name }) => name.split(/[-_.]/));
  const differs = first.findIndex((word, at) => others.some((words) => words[at] !== word));
  return first.slice(0, Math.max(0, differs)).join("-");
}
