import type { z } from "zod";
import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import type { Disposable } from "../../../../shared/base/disposable.ts";
import { type ErrorCode, isMidwatchError, MidwatchError } from "../../../../shared/base/errors.ts";
import type { KeptBody } from "../../../../shared/base/keptBody.ts";
import type { AlertmanagerSource } from "../../../../shared/domain/workspace/source.ts";
import type { HttpResponse, HttpService } from "../../http/types.ts";
import {
  savedSilence,
  told,
  type WireSilence,
  type WireStatus,
  wireSilence,
  wireSilences,
  wireStatus,
} from "./wire.ts";

const timeoutMs = 10_000;
/** Ten thousand alerts are about 10 MB. */
const mostBytes = 64 * 2 ** 20;
const maxConnections = 2;

/** The body of a silence that is saved; times are Unix ms. */
interface SilenceBody {
  readonly id?: string;
  readonly matchers: readonly unknown[];
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly createdBy: string;
  readonly comment: string;
}

/** One Alertmanager's API v2. Rejects as HttpClient does, and with what the server refuses in its own words; what may have been done says so. */
export interface AlertmanagerApi extends Disposable {
  /** Its configuration has `<secret>` where secrets stand. */
  status(signal?: CancelSignal): Promise<WireStatus>;
  /** A JSON array of them, kept in `into`: reading them all takes far longer than to find those that changed. */
  alerts(into: KeptBody, signal?: CancelSignal): Promise<void>;
  silences(signal?: CancelSignal): Promise<readonly WireSilence[]>;
  /** Null for an id that the server does not have. */
  silence(id: string, signal?: CancelSignal): Promise<WireSilence | null>;
  /** The id it has now: not always the one that was sent. */
  saveSilence(body: SilenceBody, signal?: CancelSignal): Promise<string>;
  /** One that is not there, or has expired already, is fine. */
  expireSilence(id: string, signal?: CancelSignal): Promise<void>;
}

export function createAlertmanagerApi(
  source: AlertmanagerSource,
  { http }: { readonly http: Pick<HttpService, "server"> },
): AlertmanagerApi {
  const client = http.server(source, { maxConnections });

  async function request(
    operation: string,
    path: string,
    options: {
      readonly method?: "GET" | "POST" | "DELETE";
      readonly body?: string;
      readonly into?: KeptBody;
      readonly signal?: CancelSignal | undefined;
    },
  ): Promise<HttpResponse> {
    const { method = "GET", body, into, signal } = options;
    const answer = client.request({
      operation: `alertmanager.${operation}`,
      method,
      path: `/api/v2${path}`,
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body }),
      timeoutMs,
      maxBytes: mostBytes,
      ...(into ? { into } : {}),
      ...(signal ? { signal } : {}),
    });
    return method === "GET" ? answer : answer.catch((error: unknown) => Promise.reject(unsure(source.name, error)));
  }

  function read<S extends z.ZodType>(schema: S, response: HttpResponse): z.output<S> {
    if (response.status !== 200) throw refusal(source.name, response);
    return told(source.name, schema, jsonOf(response));
  }

  return {
    status: async (signal) => read(wireStatus, await request("status", "/status", { signal })),
    async alerts(into, signal) {
      const response = await request("alerts", "/alerts", { into, signal });
      if (response.status !== 200) throw refusal(source.name, response);
    },
    silences: async (signal) => read(wireSilences, await request("silences", "/silences", { signal })),
    async silence(id, signal) {
      const response = await request("silence", `/silence/${encodeURIComponent(id)}`, { signal });
      return response.status === 404 ? null : read(wireSilence, response);
    },
    async saveSilence({ id, matchers, startsAtMs, endsAtMs, createdBy, comment }, signal) {
      const body = JSON.stringify({
        ...(id === undefined ? {} : { id }),
        matchers,
        startsAt: new Date(startsAtMs).toISOString(),
        endsAt: new Date(endsAtMs).toISOString(),
        createdBy,
        comment,
      });
      return read(savedSilence, await request("saveSilence", "/silences", { method: "POST", body, signal })).silenceID;
    },
    async expireSilence(id, signal) {
      const response = await request("expireSilence", `/silence/${encodeURIComponent(id)}`, {
        method: "DELETE",
        signal,
      });
      if (response.status === 200 || response.status === 404) return;
      // Alertmanager 0.25 answers 500 for an id it does not have.
      if (response.status === 500 && /not found/i.test(textOf(response))) return;
      throw refusal(source.name, response);
    },
    dispose: () => client.dispose(),
  };
}

/** Whoever tries again what was done already has it twice. */
function unsure(server: string, error: unknown): unknown {
  if (!isMidwatchError(error) || error.detail.mayHaveArrived !== true) return error;
  const { code, retryable, detail } = error;
  const message = `${server} was asked and gave no answer. It may have done it all the same: look at the silences before you try again`;
  return new MidwatchError(code, message, { retryable, detail, cause: error });
}

const codes: Readonly<Record<number, ErrorCode>> = {
  400: "BAD_REQUEST",
  401: "FORBIDDEN",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  422: "BAD_REQUEST",
};

/** The body is a bare JSON string, `{code, message}`, or no words at all: then the status says it. */
function refusal(server: string, response: HttpResponse): MidwatchError {
  const body = jsonOf(response);
  const said =
    typeof body === "string"
      ? body
      : typeof body === "object" && body !== null
        ? "message" in body
          ? String(body.message)
          : ""
        : textOf(response).slice(0, 200);
  const code = codes[response.status] ?? "REMOTE_FAILED";
  const message = said === "" ? `${server} answered with HTTP ${response.status}` : `${server} refused: ${said}`;
  return new MidwatchError(code, message, { retryable: response.status >= 500 });
}

function textOf({ body }: HttpResponse): string {
  return new TextDecoder().decode(body).trim();
}

function jsonOf(response: HttpResponse): unknown {
  try {
    return JSON.parse(textOf(response));
  } catch {
    return null;
  }
}
