import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { DriftReport } from "../../../shared/domain/drift/featureDrift.ts";
import type { WorkspaceFile } from "../../../shared/domain/workspace/model.ts";

/** Holds what services take in and give out against what it was; only when it is asked to. */
export interface DriftService {
  setWorkspace(file: WorkspaceFile | null): void;
  /**
   * A service's features at a moment (Unix ms, give or take some seconds); null where the workspace names none. What the source does not answer in time is a failed feature. Rejects with NOT_FOUND or CANCELLED.
   */
  report(service: string, atMs: number, signal: CancelSignal): Promise<DriftReport | null>;
}
