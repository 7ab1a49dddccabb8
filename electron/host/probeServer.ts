import type { Clock } from "../../shared/base/clock.ts";
import type { WorkspaceServer } from "../../shared/domain/workspace/workspaceServer.ts";
import { createAlertmanagerApi } from "../services/alerts/alertmanager/createAlertmanagerApi.ts";
import { grafanaVersion } from "../services/grafana/grafanaVersion.ts";
import type { HttpClient } from "../services/http/types.ts";
import { createElasticsearchApi } from "../services/logs/elasticsearch/createElasticsearchApi.ts";
import { lokiVersion } from "../services/logs/loki/askLoki.ts";
import { probeReceiver } from "../services/remoteWrite/probeReceiver.ts";
import { createPrometheusApi } from "../services/sources/prometheus/createPrometheusApi.ts";
import { serverVersion } from "../services/sources/prometheus/serverVersion.ts";

/** Asks a server for what it would be used for. Resolves with its version, null where it tells none; rejects as its API does. */
export async function probeServer(
  server: WorkspaceServer,
  { client, clock }: { readonly client: HttpClient; readonly clock: Clock },
  signal: AbortSignal,
): Promise<string | null> {
  switch (server.kind) {
    case "prometheus":
      return serverVersion(createPrometheusApi(server.name, client), signal);
    case "alertmanager": {
      const { versionInfo } = await createAlertmanagerApi(server, { http: { server: () => client } }).status(signal);
      return versionInfo.version;
    }
    case "loki":
      return lokiVersion(server.name, client, signal);
    case "elasticsearch":
      return createElasticsearchApi(server, client, clock).version(signal);
    case "grafana":
      return grafanaVersion(server.name, client, signal);
    case "remoteWrite":
      await probeReceiver(server.name, client, signal);
      return null;
  }
}
