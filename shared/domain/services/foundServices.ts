import type { ScrapeState } from "../metrics/scrapeState.ts";
import { localSourceName } from "../workspace/source.ts";
import type { ServiceDefinition } from "./model.ts";

/** Jobs that tell of machines and of other programs, not of a service. */
const exporterJobs =
  /^(?:node|dcgm|nvidia[-_]?gpu|nvidia[-_]smi|blackbox|process|cadvisor|prometheus|alertmanager|grafana|loki|pushgateway)(?:[-_]?exporter)?$/;

/** A service for each job that is scraped, for a workspace that names none. */
export function foundServices(targets: readonly Pick<ScrapeState, "job">[]): readonly ServiceDefinition[] {
  const jobs = new Set(targets.map(({ job }) => job).filter((job) => !exporterJobs.test(job)));
  return [...jobs].sort().map((job) => ({
    name: job,
    origin: "found",
    environment: null,
    source: localSourceName,
    matchers: `job=${JSON.stringify(job)}`,
    hosts: null,
    versionLabel: null,
    gpusPerHost: null,
  }));
}
