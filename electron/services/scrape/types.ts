import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { ScrapeHistory } from "../../../shared/domain/metrics/lint/model.ts";
import type { MetricDescription } from "../../../shared/domain/metrics/ownMetrics.ts";
import type { ScrapeState } from "../../../shared/domain/metrics/scrapeState.ts";
import type { WorkspaceHost } from "../../../shared/domain/workspace/model.ts";
import type { SshConnection } from "../ssh/types.ts";

/** The connections of the hosts that are watched; the collector keeps them. */
export interface HostConnections {
  /** Null while there is none; `stopped` when nobody wants one. */
  of(host: string): SshConnection | null | "stopped";
  /** Names of hosts of which something changed. */
  readonly onChange: Event<readonly string[]>;
}

/** Reads the `/metrics` of applications on the hosts, through the hosts' own connections, into the sample store. */
export interface ScrapeService extends Disposable {
  /** Starts new targets, stops those that are gone or changed, keeps the others. */
  setHosts(hosts: readonly WorkspaceHost[]): void;
  readonly states: readonly ScrapeState[];
  /** Ids of targets whose state changed. */
  readonly onChange: Event<readonly string[]>;
  /** What the targets say of their metrics, by the name of the family; of counters by the name they are asked for (`_total`). */
  metadata(): ReadonlyMap<string, MetricDescription>;
  /** What was read of a target lately, for the exporter doctor. Rejects with NOT_FOUND. */
  history(id: string): ScrapeHistory;
  /**
   * What else answers with metrics on a host: known ports and `namedPorts`, each asked once in a while. Null while the host
   * is not connected. Rejects when the host cannot be asked what listens.
   */
  proposals(
    host: string,
    namedPorts: readonly number[],
    signal: CancelSignal,
  ): Promise<readonly ScrapeProposal[] | null>;
}

/** Something on a host that answers with metrics and is not scraped yet. */
export interface ScrapeProposal {
  readonly port: number;
  readonly path: string;
  readonly job: string;
  /** What it is: `vLLM`, `DCGM exporter`. */
  readonly title: string;
  readonly samples: number;
}
