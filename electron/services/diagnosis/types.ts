import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { DiagnosisReport } from "../../../shared/domain/diagnosis/report.ts";
import type { WorkspaceProblem } from "../../../shared/domain/workspace/model.ts";

/** What is looked into. Unix ms. */
export interface DiagnosisSubject {
  readonly service: string | null;
  /** Empty for those of the service. */
  readonly hosts: readonly string[];
  /** Since when something is wrong; null where nobody knows. */
  readonly sinceMs: number | null;
  /** The moment to judge; null for now. */
  readonly atMs: number | null;
}

/** Judges by fault patterns what may be wrong. */
export interface DiagnosisService extends Disposable {
  /** Ends within three seconds: what has not answered by then is unknown. */
  run(subject: DiagnosisSubject, signal: CancelSignal): Promise<DiagnosisReport>;
  /** Of the alerts that fire, as they were last judged, by the alert's id. */
  readonly found: ReadonlyMap<string, DiagnosisReport>;
  /** Of the workspace's pattern files. */
  readonly problems: readonly WorkspaceProblem[];
  /** Fires when either of them changed. */
  readonly onChange: Event<void>;
}
