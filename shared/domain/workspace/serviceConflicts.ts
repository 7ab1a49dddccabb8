import { errorText } from "../../base/errors.ts";
import { parseFilter } from "../logs/filter/parseFilter.ts";
import { workloadAt } from "../logs/podSource.ts";
import { metricNameLabel } from "../metrics/labels.ts";
import { parseSelectorText } from "../promql/parseQuery.ts";
import type { Conflict } from "./conflict.ts";
import { driftConflicts } from "./driftConflicts.ts";
import { localSourceName } from "./localSource.ts";
import type { WorkspaceFile } from "./model.ts";

/** What the schema cannot say of services: names used twice or defined nowhere (also in logs), and selectors that select nothing. */
export function serviceConflicts({
  services,
  sources = [],
  logs = [],
  kubernetes = [],
  hosts,
  environments,
}: WorkspaceFile): readonly Conflict[] {
  // Services that are found by themselves are not known here.
  if (!services) return [];
  const names = new Set<string>();
  const known = new Set(hosts.map(({ name }) => name));
  const asked = new Set([
    localSourceName,
    ...sources.filter(({ kind }) => kind === "prometheus").map(({ name }) => name),
  ]);
  const conflicts = services.flatMap((service, index) => {
    const found: Conflict[] = [];
    const add = (key: readonly PropertyKey[], message: string) =>
      found.push({ path: ["services", index, ...key], message });
    if (names.has(service.name)) add(["name"], `The service ${service.name} is listed twice`);
    names.add(service.name);
    for (const [at, host] of (service.hosts ?? []).entries()) {
      if (!known.has(host)) add(["hosts", at], `No host of this workspace is called ${host}`);
    }
    const { environment } = service;
    if (environment !== undefined && !Object.hasOwn(environments, environment)) {
      const choices = Object.keys(environments).join(", ");
      add(["environment"], `No environment is called ${environment}: use one of ${choices}`);
    }
    const { source } = service;
    if (source !== undefined && !asked.has(source)) {
      add(["source"], `No source of metrics is called ${source}: use one of ${[...asked].join(", ")}`);
    }
    const problem = selectorProblem(service.targets);
    if (problem !== null) add(["targets"], problem);
    const refused = service.logs === undefined ? null : filterProblem(service.logs);
    if (refused !== null) add(["logs"], refused);
    for (const [at, workload] of (service.workloads ?? []).entries()) {
      const { cluster } = workloadAt(workload);
      if (!kubernetes.some(({ name }) => name === cluster))
        add(["workloads", at], `No cluster under kubernetes is called ${cluster}`);
    }
    for (const { path, message } of driftConflicts(service)) add(["drift", ...path], message);
    return found;
  });
  const unknown = logs.flatMap(({ service }, index) =>
    service === undefined || names.has(service)
      ? []
      : [{ path: ["logs", index, "service"], message: `No service of this workspace is called ${service}` }],
  );
  return [...conflicts, ...unknown];
}

function selectorProblem(text: string): string | null {
  try {
    return parseSelectorText(text).some(({ name }) => name === metricNameLabel)
      ? 'Name no metric: the targets are all that match, such as {job="vllm"}'
      : null;
  } catch (error) {
    return `Use a selector such as {job="vllm"}: ${errorText(error)}`;
  }
}

function filterProblem(text: string): string | null {
  try {
    parseFilter(text);
    return null;
  } catch (error) {
    return errorText(error);
  }
}
