import type { SshConnection } from "../ssh/types.ts";

/** Programs that can ask an HTTP server from a host itself. */
export type HttpTool = "curl" | "bash" | "wget";
const tools: readonly HttpTool[] = ["curl", "bash", "wget"];

const found = new WeakMap<SshConnection, Promise<ReadonlySet<HttpTool>>>();
const timeoutMs = 10_000;

/** Those a host has; asked once a connection. */
export function httpTools(connection: SshConnection): Promise<ReadonlySet<HttpTool>> {
  const known = found.get(connection);
  if (known) return known;
  const asked = look(connection);
  found.set(connection, asked);
  // A failure is not an answer: the next one asks again.
  asked.catch(() => found.delete(connection));
  return asked;
}

async function look(connection: SshConnection): Promise<ReadonlySet<HttpTool>> {
  const script = `for t in ${tools.join(" ")} ; do command -v $t >/dev/null 2>&1 && echo found=$t ; done`;
  const { stdout } = await connection.exec(`exec sh -c '${script} ; :'`, { operation: "scrape.tools", timeoutMs });
  return new Set(tools.filter((tool) => stdout.split("\n").includes(`found=${tool}`)));
}
