import type { Disposable } from "../../../../shared/base/disposable.ts";
import type { ParsedAlertmanagerFile } from "../../../../shared/domain/alerts/routing/parseAlertmanagerFile.ts";

/** The Alertmanager configurations that a workspace keeps, by file name; read again when they change. */
export interface RoutingFiles extends Disposable {
  readonly files: ReadonlyMap<string, ParsedAlertmanagerFile>;
}
