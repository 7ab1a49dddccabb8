import type { Disposable } from "../../../../shared/base/disposable.ts";
import type { Event } from "../../../../shared/base/emitter.ts";
import type { DashboardEdit } from "../../../../shared/domain/dashboards/edits.ts";
import type { ImportResult } from "../../../../shared/domain/dashboards/importDashboard.ts";

/** A file of the folder as it was last read. */
export interface DashboardFile {
  /** The file's name without `.json`. */
  readonly name: string;
  readonly text: string;
  /** Changes with the content. */
  readonly version: string;
  readonly modifiedMs: number;
  readonly bytes: number;
  /** Tells whether the file must be read again. */
  readonly stamp: string;
  readonly imported: ImportResult;
}

export type ImportOutcome = { readonly kind: "written" | "exists"; readonly names: readonly string[] };

/** The dashboards of a workspace: JSON files in its `dashboards` folder, which need not exist. */
export interface DashboardLibrary extends Disposable {
  readonly folder: string;
  /** By name. */
  readonly files: readonly DashboardFile[];
  /** After a file came, went or changed. */
  readonly onChange: Event<void>;
  /** Rejects with NOT_FOUND. */
  get(name: string): DashboardFile;
  /**
   * Writes each dashboard of a document into a file of its own, named after its title; nothing is written when one is
   * there already and `overwrite` is false. Rejects with WORKSPACE_INVALID for what is no dashboard, STORE_FAILED, LIMIT.
   */
  add(document: {
    readonly text: string;
    readonly fileName: string;
    readonly overwrite: boolean;
  }): Promise<ImportOutcome>;
  /** Applies edits to the file's text; returns its new version. Rejects with NOT_FOUND, CONFLICT, STORE_FAILED. */
  edit(name: string, version: string, edits: readonly DashboardEdit[]): Promise<string>;
}
