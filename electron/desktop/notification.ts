import type { Alert } from "../../shared/domain/alerts/alert.ts";
import { type Announcement, announcement } from "../../shared/domain/alerts/news/announcement.ts";

/** What a system notification shows. */
export interface Notice extends Announcement {
  readonly silent: boolean;
  /** The page's route that a click opens; without one the window as it is. */
  readonly route?: string;
  /** A button, where the system has them (macOS, Windows). */
  readonly action?: { readonly label: string; readonly run: () => void };
}

/**
 * One notice for alerts that began to fire, of which there is at least one. A click opens the alert, or the list of what fires
 * where there are several; its button claims them all.
 */
export function alertNotice(
  alerts: readonly Alert[],
  { sound, claim }: { readonly sound: boolean; readonly claim: (ids: readonly string[]) => void },
): Notice {
  const [first] = alerts;
  const run = () => claim(alerts.map(({ id }) => id));
  return {
    ...announcement(alerts),
    silent: !sound,
    route: first && alerts.length === 1 ? `#/investigate?${new URLSearchParams({ alert: first.id })}` : "#/watch",
    action: { label: alerts.length === 1 ? "Claim" : `Claim all ${alerts.length}`, run },
  };
}
