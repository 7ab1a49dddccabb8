import { formatTerm } from "../logs/filter/formatFilter.ts";
import { formatQuery } from "../promql/formatQuery.ts";
import { parseSelectorText } from "../promql/parseQuery.ts";
import type { HostLog } from "../workspace/hostLog.ts";
import { localSourceName } from "../workspace/localSource.ts";
import type { WorkspaceService } from "../workspace/service.ts";
import type { ServiceDefinition } from "./model.ts";

/** A service of a workspace that was checked. */
export function definitionOf(service: WorkspaceService): ServiceDefinition {
  const text = formatQuery({
    kind: "selector",
    matchers: parseSelectorText(service.targets),
    offsetMs: 0,
    at: null,
    span: { start: 0, end: 0 },
  });
  return {
    name: service.name,
    origin: "workspace",
    environment: service.environment ?? null,
    source: service.source ?? localSourceName,
    matchers: text.slice(1, -1),
    hosts: service.hosts ?? null,
    versionLabel: service.versionLabel ?? null,
    logs: service.logs ?? null,
    workloads: service.workloads ?? null,
    gpusPerHost: service.gpusPerHost ?? null,
  };
}

/** A service that tells neither a filter of its own nor what runs it has the lines of the logs that name it. */
export function withNamedLogs(definition: ServiceDefinition, logs: readonly HostLog[]): ServiceDefinition {
  if (
    definition.logs !== null ||
    definition.workloads !== null ||
    !logs.some(({ service }) => service === definition.name)
  )
    return definition;
  return { ...definition, logs: formatTerm({ kind: "field", name: "service", operator: "=", value: definition.name }) };
}
