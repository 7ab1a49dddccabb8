import type { Clock } from "../../../../shared/base/clock.ts";
import type { Disposable } from "../../../../shared/base/disposable.ts";
import { errorText } from "../../../../shared/base/errors.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import type { Silence } from "../../../../shared/domain/alerts/silence.ts";
import type { AlertmanagerApi } from "./createAlertmanagerApi.ts";
import { alertFromWire, silenceFromWire } from "./serverAlerts.ts";

export interface ServerState {
  /** As last told; kept while the server is away, which `problem` then says. */
  readonly alerts: ReadonlyMap<string, Alert>;
  readonly silences: readonly Silence[];
  /** Unix ms; null before the first answer. */
  readonly readAtMs: number | null;
  readonly problem: string | null;
}

export interface AlertmanagerWatch extends Disposable {
  readonly state: ServerState;
  /** Asks now: after something was changed there. */
  look(): Promise<void>;
}

const pollMs = 5000;

/** Asks one Alertmanager every 5 s what it has. */
export function watchAlertmanager(
  name: string,
  api: AlertmanagerApi,
  clock: Clock,
  changed: (state: ServerState) => void,
): AlertmanagerWatch {
  let state: ServerState = { alerts: new Map(), silences: [], readAtMs: null, problem: null };
  /** Answers as text, so that an alert that did not change stays the same object. */
  let texts = new Map<string, string>();
  let timer: Disposable | null = null;
  let asking: Promise<void> | null = null;
  const ended = new AbortController();

  async function ask(): Promise<void> {
    try {
      const [alerts, silences] = await Promise.all([api.alerts(ended.signal), api.silences(ended.signal)]);
      const before = state.alerts;
      const known = texts;
      texts = new Map();
      const now = new Map<string, Alert>();
      for (const wire of alerts) {
        const text = JSON.stringify(wire);
        texts.set(wire.fingerprint, text);
        const same = known.get(wire.fingerprint) === text ? before.get(wire.fingerprint) : undefined;
        now.set(wire.fingerprint, same ?? alertFromWire(wire, name));
      }
      const listed = silences.map((silence) => silenceFromWire(silence, name));
      state = { alerts: now, silences: listed, readAtMs: clock.nowMs(), problem: null };
    } catch (error) {
      state = { ...state, problem: errorText(error) };
    }
    if (!ended.signal.aborted) changed(state);
  }

  function look(): Promise<void> {
    timer?.dispose();
    asking ??= ask().finally(() => {
      asking = null;
      if (!ended.signal.aborted) timer = clock.after(pollMs, () => void look());
    });
    return asking;
  }

  void look();
  return {
    get state() {
      return state;
    },
    look,
    dispose() {
      ended.abort();
      timer?.dispose();
      api.dispose();
    },
  };
}
