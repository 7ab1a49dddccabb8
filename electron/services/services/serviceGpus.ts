import type { OccupiedGpus } from "../../../shared/domain/services/cost.ts";
import type { ServiceDefinition, ServiceState } from "../../../shared/domain/services/model.ts";
import type { ServiceHost } from "./types.ts";

/** The GPUs of a service's hosts as they are now; those of hosts that nobody reaches do not report. */
export function gpusOf(hosts: readonly ServiceHost[]): ServiceState["gpus"] {
  const read = hosts.filter(({ connection, stale }) => connection.kind === "connected" && !stale);
  const used = read.flatMap(({ gpuUtilizationRatio: ratio, gpusReporting: count }) =>
    ratio === null ? [] : [{ ratio, count }],
  );
  const counted = used.reduce((sum, { count }) => sum + count, 0);
  return {
    reporting: read.reduce((sum, host) => sum + host.gpusReporting, 0),
    expected: hosts.reduce((sum, host) => sum + host.gpusExpected, 0),
    utilizationRatio: counted === 0 ? null : used.reduce((sum, { ratio, count }) => sum + ratio * count, 0) / counted,
  };
}

/**
 * What it pays for: GPUs that are lost are rented all the same. A service that only passes requests on has none, unless the
 * workspace says so.
 */
export function occupiedGpus(
  { gpusPerHost }: ServiceDefinition,
  servesModels: boolean,
  hosts: readonly ServiceHost[],
): readonly OccupiedGpus[] {
  return hosts.map(({ gpusExpected, gpuModel }) => ({
    count: Math.min(gpusPerHost ?? (servesModels ? gpusExpected : 0), gpusExpected),
    model: gpuModel,
  }));
}
