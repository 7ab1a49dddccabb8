import type { Finding } from "../host/state.ts";
import type { Alert } from "./alert.ts";
import { hostsSourceName } from "./alertSources.ts";
import { fingerprint } from "./fingerprint.ts";

/** Built-in runbooks, as the console's own rules name them. */
const runbooks: Readonly<Partial<Record<Finding["kind"], string>>> = {
  gpuLost: "reset-gpu",
  gpuRequiresReset: "reset-gpu",
  gpuRemapPending: "reset-gpu",
  gpuRemapFailed: "drain-gpu-host",
  gpuEccUncorrected: "drain-gpu-host",
  gpuHot: "drain-gpu-host",
  gpuThrottled: "drain-gpu-host",
  gpuXid: "drain-gpu-host",
  hostUnreachable: "collect-diagnostics",
  hostStale: "collect-diagnostics",
  serviceFailed: "restart-systemd-unit",
};

/** What a host's readings show to be wrong, as every screen shows alerts: it fires for as long as it is so. */
export function findingAlert(finding: Finding): Alert {
  const { kind, host, gpuIndex, severity, title, detail, sinceMs, value, limit } = finding;
  const name = kind.charAt(0).toUpperCase() + kind.slice(1);
  const about = finding.id.split("/").slice(2).join("/");
  const runbook = runbooks[kind];
  const labels = {
    alertname: name,
    instance: host,
    severity,
    ...(gpuIndex === null ? {} : { gpu: String(gpuIndex) }),
    ...(about === "" ? {} : { about }),
  };
  return {
    id: fingerprint(labels),
    name,
    severity,
    state: "firing",
    labels,
    annotations: {
      summary: title,
      description: detail,
      ...(value === null ? {} : { value }),
      ...(limit === null ? {} : { limit }),
      ...(runbook === undefined ? {} : { runbook_url: `runbook:${runbook}` }),
    },
    sinceMs,
    value: null,
    limit: null,
    limitIsFloor: false,
    expr: null,
    measured: null,
    unit: "none",
    askedAt: null,
    forMs: null,
    sources: [hostsSourceName],
    silencedBy: [],
    inhibitedBy: [],
    claim: null,
  };
}
