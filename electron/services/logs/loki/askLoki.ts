import { z } from "zod";
import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import { isMidwatchError, MidwatchError } from "../../../../shared/base/errors.ts";
import type { HttpClient } from "../../http/types.ts";
import { lokiFailure } from "./lokiFailure.ts";

const timeoutMs = 20_000;
const maxBytes = 64 * 2 ** 20;

const texts = z.object({ data: z.array(z.string()).optional() });
const buildInfo = z.object({ version: z.string() });

/** One answer of Loki's API, `path` below `/loki/api/v1/`. */
export async function askLoki(
  name: string,
  client: HttpClient,
  { path, fields = {} }: { readonly path: string; readonly fields?: Readonly<Record<string, string>> },
  signal: CancelSignal,
): Promise<unknown> {
  const response = await client.request({
    operation: "loki.query",
    path: `/loki/api/v1/${path}?${new URLSearchParams(fields)}`,
    timeoutMs,
    maxBytes,
    signal,
  });
  const text = new TextDecoder().decode(response.body);
  if (response.status !== 200) throw lokiFailure(name, response.status, text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MidwatchError("REMOTE_FAILED", `${name} did not answer in JSON: is it a Loki?`, { cause });
  }
}

export async function lokiLabels(name: string, client: HttpClient, signal: CancelSignal): Promise<readonly string[]> {
  return parsed(name, texts, await askLoki(name, client, { path: "labels" }, signal)).data ?? [];
}

/** Its version, once it is known that it can be read; null where what stands before it does not tell. */
export async function lokiVersion(name: string, client: HttpClient, signal: CancelSignal): Promise<string | null> {
  await lokiLabels(name, client, signal);
  try {
    return parsed(name, buildInfo, await askLoki(name, client, { path: "status/buildinfo" }, signal)).version;
  } catch (error) {
    if (isMidwatchError(error) && (error.code === "FORBIDDEN" || error.code === "REMOTE_FAILED")) return null;
    throw error;
  }
}

export function parsed<T extends z.ZodType>(name: string, schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new MidwatchError(
    "REMOTE_FAILED",
    `${name} answered in another shape than Loki's: ${result.error.issues[0]?.message ?? ""}`,
  );
}
