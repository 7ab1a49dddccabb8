import { z } from "zod";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { HttpClient } from "../http/types.ts";
import { grafanaAnswer } from "./grafanaAnswer.ts";

const health = z.object({ version: z.string().max(100).optional() });

/** The version of a Grafana that lists its dashboards to us; null where it tells none. Rejects in its words where it does not. */
export async function grafanaVersion(name: string, client: HttpClient, signal: AbortSignal): Promise<string | null> {
  const ask = async (what: string, path: string) =>
    grafanaAnswer(
      name,
      what,
      await client.request({
        operation: `grafana ${name}`,
        path,
        headers: { accept: "application/json" },
        timeoutMs: 10_000,
        maxBytes: 1 << 20,
        signal,
      }),
    );
  if (!Array.isArray(await ask("dashboards", "/api/search?type=dash-db&limit=1"))) {
    throw new MidwatchError("REMOTE_FAILED", `${name} did not answer as a Grafana does`);
  }
  const told = await ask("health", "/api/health").catch(() => null);
  return health.safeParse(told).data?.version || null;
}
