import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import type { Annotations } from "../../../../shared/domain/metrics/model.ts";

/** Form fields, in order; a name may come several times. */
export type Fields = readonly (readonly [name: string, value: string])[];

export interface PrometheusReply extends Annotations {
  /** `data` of the server's envelope, as it came. */
  readonly data: unknown;
}

interface PrometheusCall {
  /** Below `/api/v1/`: `query_range`, `label/job/values`. */
  readonly path: string;
  readonly fields: Fields;
  readonly signal?: CancelSignal | undefined;
}

/**
 * Prometheus' HTTP API as its servers answer it. Rejects with BAD_QUERY (detail.position where known), LIMIT, TIMEOUT, CANCELLED,
 * FORBIDDEN, NOT_FOUND, UNAVAILABLE (starting, overloaded, not reached), REMOTE_FAILED (what answers is no Prometheus) and TLS_UNTRUSTED.
 */
export interface PrometheusApi {
  /** For what may be long: a POST with a form, or a GET where something before the server lets no POST through. */
  ask(call: PrometheusCall): Promise<PrometheusReply>;
  get(call: PrometheusCall): Promise<PrometheusReply>;
}
