import { MidwatchError } from "../../../shared/base/errors.ts";
import type { ResolvedHost } from "./types.ts";

const mostHops = 10;

/**
 * Every host between here and `host`, first hop first, each resolved. As in OpenSSH, only the first of a ProxyJump list
 * is reached by its own configuration's way. Rejects with SSH_CONFIG for circles and endless chains.
 */
export async function jumpPath(
  host: ResolvedHost,
  resolve: (name: string) => Promise<ResolvedHost>,
): Promise<readonly ResolvedHost[]> {
  const path: ResolvedHost[] = [];
  const seen = [host.name];
  let next = host;
  while (next.proxyJump.length > 0) {
    const repeated = next.proxyJump.find((name) => seen.includes(name));
    if (repeated !== undefined || seen.length + next.proxyJump.length > mostHops + 1) {
      const circle = [...seen, repeated ?? "..."].join(", ");
      throw new MidwatchError("SSH_CONFIG", `${host.name}: its jump hosts lead in a circle (${circle})`);
    }
    seen.push(...next.proxyJump);
    const hops: readonly ResolvedHost[] = await Promise.all(next.proxyJump.map(resolve));
    path.unshift(...hops);
    const [first] = hops;
    if (!first) break;
    next = first;
  }
  return path;
}
