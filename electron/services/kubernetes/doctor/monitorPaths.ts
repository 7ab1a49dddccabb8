import type { MonitorKind } from "../../../../shared/domain/kubernetes/operator/monitor.ts";

export const operatorGroup = "/apis/monitoring.coreos.com/v1";

export const monitorPlurals: Readonly<Record<MonitorKind, string>> = {
  ServiceMonitor: "servicemonitors",
  PodMonitor: "podmonitors",
  PrometheusRule: "prometheusrules",
};
