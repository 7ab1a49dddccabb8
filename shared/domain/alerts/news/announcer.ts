import type { Clock } from "../../../base/clock.ts";
import type { Disposable } from "../../../base/disposable.ts";
import type { Alert } from "../alert.ts";
import { AlertNews } from "./alertNews.ts";

export interface Announcer extends Disposable {
  /** Takes in all that fires now. */
  see(firing: readonly Alert[]): void;
}

/** A rack that fails does so host by host: one notification, not twenty. */
const gatherMs = 3000;

/** Hands on what newly fires and is wanted, gathered for three seconds, but for what ended meanwhile. */
export function createAnnouncer(options: {
  readonly clock: Clock;
  /** What fires within the first so long is no news. */
  readonly quietMs: number;
  readonly wanted: (alert: Alert) => boolean;
  /** At least one alert, worst first. */
  readonly announce: (alerts: readonly Alert[]) => void;
}): Announcer {
  const { clock, quietMs, wanted, announce } = options;
  const news = new AlertNews(clock.monotonicMs() + quietMs);
  let standing: ReadonlyMap<string, Alert> = new Map();
  let waiting: readonly Alert[] = [];
  let timer: Disposable | null = null;

  const tell = () => {
    timer = null;
    const told = waiting.flatMap(({ id }) => standing.get(id) ?? []);
    waiting = [];
    if (told.length > 0) announce(told);
  };

  return {
    see(firing) {
      standing = new Map(firing.map((alert) => [alert.id, alert]));
      const fresh = news.see(firing, clock.monotonicMs()).filter(wanted);
      waiting = [...waiting, ...fresh];
      if (waiting.length > 0) timer ??= clock.after(gatherMs, tell);
    },
    dispose: () => timer?.dispose(),
  };
}
