import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { HostSummary } from "../../../shared/domain/host/state.ts";
import type { ServiceDefinition, ServiceFacts, ServiceState } from "../../../shared/domain/services/model.ts";
import type { WorkspaceFile } from "../../../shared/domain/workspace/model.ts";

/** What is known of a host that a service runs on. */
export type ServiceHost = Pick<
  HostSummary,
  "name" | "address" | "connection" | "stale" | "gpuModel" | "gpusReporting" | "gpusExpected" | "gpuUtilizationRatio"
>;

/** Follows the services of the workspace (or those found by job, where it names none) as long as somebody watches. */
export interface ServicesService extends Disposable {
  setWorkspace(file: WorkspaceFile | null): void;
  /** In the workspace's order; found ones by name. */
  readonly definitions: readonly ServiceDefinition[];
  readonly onDefinitions: Event<void>;
  /** As last evaluated, in the order of the definitions. */
  readonly states: readonly ServiceState[];
  readonly onChange: Event<void>;
  /** Where a service runs, as far as its targets or the workspace tell; none for one that is not there. */
  hostsOf(name: string): readonly string[];
  /** What a service tells; null before it was asked. Throws NOT_FOUND. */
  facts(name: string): ServiceFacts | null;
  /** Evaluates every few seconds until it is disposed. */
  watch(): Disposable;
}
