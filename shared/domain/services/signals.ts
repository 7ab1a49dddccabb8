import type { Scope } from "./expressions.ts";
import type { SignalQueries } from "./model.ts";
import { presetsOf } from "./presets/presets.ts";

/** The queries of a service's signals: of each the one of the foremost preset that tells it. */
export function signalQueries(scope: Scope): SignalQueries {
  const fromLast = presetsOf(scope.names).toReversed();
  return Object.assign({}, ...fromLast.map((preset) => preset.signals(scope)));
}

/** Requests of the last hour against the same hour yesterday; null where requests are not counted. */
export function changeQuery(scope: Scope): string | null {
  const hour = { ...scope, window: "1h", by: null };
  const now = signalQueries(hour).requests;
  const yesterday = signalQueries({ ...hour, offset: "1d" }).requests;
  return now === undefined || yesterday === undefined ? null : `${now} / ${yesterday} - 1`;
}
