import type { Disposable } from "../../../../shared/base/disposable.ts";
import type { Event } from "../../../../shared/base/emitter.ts";
import type { Slo } from "../../../../shared/domain/slo/slo.ts";
import type { SloDraft } from "../../../../shared/domain/slo/sloDraft.ts";
import type { WorkspaceProblem } from "../../../../shared/domain/workspace/model.ts";

/** The SLO files of a workspace, read again when they change. */
export interface SloLibrary extends Disposable {
  /** Of the files without problems, in the order of their names; no two have one id. */
  readonly slos: readonly Slo[];
  readonly problems: readonly WorkspaceProblem[];
  readonly onChange: Event<void>;
  /**
   * Writes an SLO to the file of its service, or in place of the one with the id `replaces`, comments kept; the file's name.
   * Rejects with BAD_REQUEST for what no file may hold, CONFLICT where it cannot be written into, STORE_FAILED.
   */
  save(draft: SloDraft, replaces: string | null): Promise<string>;
}
