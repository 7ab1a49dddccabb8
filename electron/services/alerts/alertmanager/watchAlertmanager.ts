import type { Clock } from "../../../../shared/base/clock.ts";
import type { Disposable } from "../../../../shared/base/disposable.ts";
import { errorText } from "../../../../shared/base/errors.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import type { Silence } from "../../../../shared/domain/alerts/silence.ts";
import type { AlertmanagerApi } from "./createAlertmanagerApi.ts";
import { createAlertReader } from "./readAlerts.ts";
import { silenceFromWire } from "./serverAlerts.ts";

export interface ServerState {
  /** As last told, the same map always; kept while the server is away, which `problem` then says. */
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
  changed: (state: ServerState, others: Iterable<string>) => void,
): AlertmanagerWatch {
  const reader = createAlertReader(name);
  let state: ServerState = { alerts: reader.alerts, silences: [], readAtMs: null, problem: null };
  let timer: Disposable | null = null;
  let asking: Promise<void> | null = null;
  const ended = new AbortController();

  async function ask(): Promise<void> {
    const [answered, silences] = await Promise.allSettled([
      api.alerts(reader.next, ended.signal),
      api.silences(ended.signal).then((told) => told.map((silence) => silenceFromWire(silence, name))),
    ]);
    // Read where it is told at once: the reader says once what is other.
    if (ended.signal.aborted) return;
    let others: Iterable<string> = [];
    try {
      if (answered.status === "rejected") throw answered.reason;
      others = reader.read();
      if (silences.status === "rejected") throw silences.reason;
      state = { ...state, silences: silences.value, readAtMs: clock.nowMs(), problem: null };
    } catch (error) {
      state = { ...state, problem: errorText(error) };
    }
    changed(state, others);
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
