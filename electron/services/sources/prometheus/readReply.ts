import { z } from "zod";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import type { HttpResponse } from "../../http/types.ts";
import { plainFailure, queryFailure } from "./replyFailure.ts";
import type { PrometheusReply } from "./types.ts";

const texts = z.array(z.string()).nullish();
const envelope = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), data: z.unknown(), warnings: texts, infos: texts }),
  z.object({ status: z.literal("error"), errorType: z.string().default(""), error: z.string().default("") }),
]);

/** The `data` of an answer; throws what PrometheusApi rejects with. `query` places errors. */
export function readReply(name: string, response: HttpResponse, query: string | null): PrometheusReply {
  const text = new TextDecoder().decode(response.body);
  const found = envelope.safeParse(parsed(text));
  if (!found.success) {
    if (response.status < 200 || response.status >= 300) throw plainFailure(name, response, text);
    const said = isPage(response) ? "a page, as a login in front of it would" : `"${text.slice(0, 100)}"`;
    throw new MidwatchError(
      "REMOTE_FAILED",
      `${name} does not answer as Prometheus does: it sent ${said}. Check the source's url`,
    );
  }
  if (found.data.status === "error") throw queryFailure(name, response.status, found.data, query);
  const { data, warnings, infos } = found.data;
  return { data, warnings: warnings ?? [], infos: infos ?? [] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPage({ headers }: HttpResponse): boolean {
  return (headers["content-type"] ?? "").startsWith("text/html");
}
