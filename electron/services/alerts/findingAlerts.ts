import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import { hostsSourceName } from "../../../shared/domain/alerts/alertSources.ts";
import { findingAlert } from "../../../shared/domain/alerts/findingAlert.ts";
import type { Subject } from "../../../shared/domain/alerts/subject.ts";
import { toldSubject, uncovered } from "../../../shared/domain/alerts/uncovered.ts";
import type { Finding } from "../../../shared/domain/host/state.ts";
import type { AlertBoard } from "./alertBoard.ts";

export interface FindingAlerts extends Disposable {
  /** All that the hosts' readings show now. */
  tell(findings: readonly Finding[]): void;
}

/** Puts what hosts show on the board, but for what another alert tells of already. */
export function createFindingAlerts(board: AlertBoard): FindingAlerts {
  /** By the finding's text: one that did not change stays the same alert. */
  let known = new Map<string, Alert>();
  /** What others tell of, by the alert's id. */
  const told = new Map<string, Subject>();

  function show(): void {
    const shown = uncovered([...known.values()], told.values());
    board.update(hostsSourceName, new Map(shown.map((alert) => [alert.id, alert])));
  }

  // Its own updates come by here too; they change nothing.
  const subscription = board.changed.event(({ changed, gone }) => {
    let isOther = false;
    for (const alert of changed) {
      const subject = toldSubject(alert);
      if (told.has(alert.id) !== (subject !== null)) isOther = true;
      if (subject) told.set(alert.id, subject);
      else told.delete(alert.id);
    }
    for (const id of gone) if (told.delete(id)) isOther = true;
    if (isOther) show();
  });
  return {
    tell(findings) {
      const before = known;
      known = new Map(
        findings.map((finding) => {
          const text = JSON.stringify(finding);
          return [text, before.get(text) ?? findingAlert(finding)];
        }),
      );
      show();
    },
    dispose: () => subscription.dispose(),
  };
}
