import { z } from "zod";
import { isMidwatchError } from "../../../../shared/base/errors.ts";
import type { PrometheusApi } from "./types.ts";

const buildInfo = z.object({ version: z.string().max(100).optional() });

/** What the server calls its version; null for one that answers queries without saying. Rejects as PrometheusApi does. */
export async function serverVersion(api: PrometheusApi, signal: AbortSignal): Promise<string | null> {
  try {
    const { data } = await api.get({ path: "status/buildinfo", fields: [], signal });
    return buildInfo.safeParse(data).data?.version ?? null;
  } catch (error) {
    if (!isMidwatchError(error) || (error.code !== "REMOTE_FAILED" && error.code !== "NOT_FOUND")) throw error;
    // Older servers and some in front of them have no build info.
    await api.get({ path: "query", fields: [["query", "1"]], signal });
    return null;
  }
}
