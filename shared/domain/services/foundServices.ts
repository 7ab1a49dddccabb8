import { compareText } from "../metrics/labels.ts";
import { localSourceName } from "../workspace/localSource.ts";
import type { ServiceDefinition } from "./model.ts";

/** Jobs that tell of machines and of other programs, not of a service. */
const exporterJobs =
  /^(?:node|dcgm|nvidia[-_]?gpu|nvidia[-_]smi|blackbox|process|cadvisor|prometheus|alertmanager|grafana|loki|pushgateway)(?:[-_]?exporter)?$/;

/** A service for each job that is scraped here or known to a server, for a workspace that names none. */
export function foundServices(
  targets: readonly { readonly job: string }[],
  ofServers: readonly { readonly source: string; readonly job: string }[],
): readonly ServiceDefinition[] {
  const names = new Set<string>();
  const all = [...targets.map(({ job }) => ({ source: localSourceName, job })), ...ofServers];
  const jobs = new Map(all.map((one) => [JSON.stringify([one.source, one.job]), one]));
  return [...jobs.values()]
    .filter(({ job }) => !exporterJobs.test(job))
    .sort((a, b) => compareText(a.job, b.job))
    .map(({ source, job }) => {
      // Two places may tell of one job; a service's name has neither blanks nor slashes.
      const plain = job.replaceAll(/[\s/\\]+/g, "-");
      const name = names.has(plain) ? `${plain}@${source}` : plain;
      names.add(name);
      return {
        name,
        origin: "found",
        environment: null,
        source,
        matchers: `job=${JSON.stringify(job)}`,
        hosts: null,
        versionLabel: null,
        logs: null,
        workloads: null,
        gpusPerHost: null,
      };
    });
}
