import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { GrafanaServer } from "../../../shared/domain/workspace/grafanaServer.ts";

interface FoundGrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly folder: string;
  readonly tags: readonly string[];
}

/**
 * The dashboards of the workspace's Grafana servers. Rejects with NOT_FOUND (server, dashboard, or a secret without a value),
 * FORBIDDEN (the sign-in was refused or may not read), UNAVAILABLE, REMOTE_FAILED (no Grafana answered) and what HTTP rejects with.
 */
export interface GrafanaService extends Disposable {
  readonly servers: readonly GrafanaServer[];
  setServers(servers: readonly GrafanaServer[]): void;
  /** `page` counts from 1. */
  search(
    server: string,
    request: { readonly text: string; readonly page: number },
    signal?: CancelSignal,
  ): Promise<{ readonly dashboards: readonly FoundGrafanaDashboard[]; readonly more: boolean }>;
  /** The document as the server has it, with the bodies of its library panels. */
  fetch(server: string, uid: string, signal?: CancelSignal): Promise<{ readonly title: string; readonly text: string }>;
}
