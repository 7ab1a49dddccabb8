import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import { isMidwatchError } from "../../../../shared/base/errors.ts";
import {
  accessReview,
  type DiscoveryRight,
  type RightAnswer,
  readAccessReview,
  rightsFor,
  rightsLink,
} from "../../../../shared/domain/kubernetes/operator/discoveryRights.ts";
import type { MonitorKind } from "../../../../shared/domain/kubernetes/operator/monitor.ts";
import type { Prometheus } from "../../../../shared/domain/kubernetes/operator/surroundings.ts";
import type { KubernetesApi } from "../types.ts";

const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

/** Asks the cluster whether a Prometheus may find the targets of a monitor in those namespaces; null for all of them. */
export async function discoveryRights(
  api: KubernetesApi,
  prometheus: Prometheus,
  {
    kind,
    namespaces,
    signal,
  }: {
    readonly kind: Exclude<MonitorKind, "PrometheusRule">;
    readonly namespaces: readonly string[] | null;
    readonly signal: CancelSignal;
  },
): Promise<ReturnType<typeof rightsLink>> {
  const ask = async (right: DiscoveryRight): Promise<RightAnswer> => {
    try {
      // A question: nothing is kept of it.
      return readAccessReview(
        await api.change({ method: "POST", path, body: accessReview(prometheus, right), signal }),
      );
    } catch (error) {
      if (!isMidwatchError(error) || error.code === "CANCELLED" || error.code === "UNAVAILABLE") throw error;
      return { unknown: error.message };
    }
  };
  const rights = rightsFor(kind, prometheus, namespaces);
  const answers = await Promise.all(rights.map(async (right) => ({ right, answer: await ask(right) })));
  return rightsLink(prometheus, answers);
}
