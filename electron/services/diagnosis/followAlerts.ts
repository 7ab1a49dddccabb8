import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import { hostOf } from "../../../shared/domain/alerts/alertWords.ts";
import { keepWorstFirst } from "../../../shared/domain/alerts/keepWorstFirst.ts";
import type { DiagnosisReport } from "../../../shared/domain/diagnosis/report.ts";
import { serviceAt } from "../../../shared/domain/services/serviceAt.ts";
import type { AlertsService } from "../alerts/types.ts";
import type { Log } from "../log.ts";
import type { ServicesService } from "../services/types.ts";
import type { DiagnosisService } from "./types.ts";

/** Nobody reads the diagnoses of more alerts at once. */
const mostAlerts = 20;
/** What began a moment ago shows more of itself soon, what goes on for an hour does not. */
const soonestAgainMs = 20_000;
const latestAgainMs = 10 * 60_000;
/** Many begin at once. */
const gatherMs = 1000;

/** Judges what fires, the worst first and one after the other, when it begins and every while after. */
export function followAlerts(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly alerts: Pick<AlertsService, "alerts" | "onChange">;
  readonly services: Pick<ServicesService, "states">;
  readonly run: DiagnosisService["run"];
  readonly onFound: () => void;
}): Disposable & { readonly found: ReadonlyMap<string, DiagnosisReport> } {
  const { clock, log, alerts, services, run, onFound } = options;
  const owned = new DisposableStore();
  const stop = new AbortController();
  const found = new Map<string, DiagnosisReport>();
  const worstFirst = keepWorstFirst<Alert>();
  /** In order; null since they changed. */
  let ordered: readonly Alert[] | null = null;
  let isAtWork = false;

  /** Of a storm of ten thousand the first few count: all of them are neither sorted nor copied for each. */
  function due(): Alert | undefined {
    let looked = 0;
    ordered ??= worstFirst(alerts.alerts);
    for (const alert of ordered) {
      if (alert.state !== "firing" || (alert.severity !== "critical" && alert.severity !== "warning")) continue;
      if (isDue(found.get(alert.id))) return alert;
      looked += 1;
      if (looked === mostAlerts) return undefined;
    }
    return undefined;
  }

  function isDue(last: DiagnosisReport | undefined): boolean {
    if (!last) return true;
    const againMs = Math.min(latestAgainMs, Math.max(soonestAgainMs, (last.atMs - last.sinceMs) / 2));
    return clock.nowMs() - last.atMs >= againMs;
  }

  function forget(): void {
    let isLess = false;
    for (const id of found.keys()) if (alerts.alerts.get(id)?.state !== "firing") isLess = found.delete(id) || isLess;
    if (isLess) onFound();
  }

  /** Alerts about the same are answered by one diagnosis. */
  async function judge(alert: Alert): Promise<DiagnosisReport> {
    const host = hostOf(alert);
    const named = { service: alert.labels.service ?? null, hosts: host === null ? [] : [host] };
    const service = serviceAt(named, services.states)?.definition.name ?? null;
    const subject = { service, hosts: named.hosts, sinceMs: alert.sinceMs };
    const same = [...found.values()].find(
      (one) =>
        one.service === subject.service &&
        (named.hosts.length === 0 || one.hosts.join() === named.hosts.join()) &&
        Math.abs(one.sinceMs - subject.sinceMs) < soonestAgainMs &&
        clock.nowMs() - one.atMs < soonestAgainMs / 2,
    );
    return same ?? run({ ...subject, atMs: null }, stop.signal);
  }

  async function work(): Promise<void> {
    if (isAtWork) return;
    isAtWork = true;
    try {
      for (let alert = due(); alert && !stop.signal.aborted; alert = due()) {
        found.set(alert.id, await judge(alert));
        onFound();
      }
    } catch (error) {
      if (!stop.signal.aborted) log.warn("What fires could not be diagnosed", { reason: errorText(error) });
    } finally {
      isAtWork = false;
    }
  }

  let timer: Disposable | null = null;
  let isGathering = false;
  const later = (delayMs: number) => {
    timer?.dispose();
    timer = clock.after(delayMs, () => {
      isGathering = false;
      later(soonestAgainMs);
      void work();
    });
  };
  later(soonestAgainMs);
  owned.add({ dispose: () => timer?.dispose() });
  owned.add({ dispose: () => stop.abort() });
  owned.add(
    alerts.onChange(() => {
      ordered = null;
      forget();
      if (isGathering) return;
      isGathering = true;
      later(gatherMs);
    }),
  );
  return { found, dispose: () => owned.dispose() };
}
