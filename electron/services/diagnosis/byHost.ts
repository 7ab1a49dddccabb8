/** Of what belongs to hosts, and some to none: all of it for no host in particular, else the host's own and what names none. */
export function byHost<T>(all: readonly T[], hostOf: (one: T) => string | null): (host: string | null) => readonly T[] {
  const named = new Map<string | null, T[]>();
  for (const one of all) {
    const host = hostOf(one);
    const others = named.get(host);
    if (others) others.push(one);
    else named.set(host, [one]);
  }
  const ofNone = named.get(null) ?? [];
  return (host) => (host === null ? all : ofNone.concat(named.get(host) ?? []));
}
