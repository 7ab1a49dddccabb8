import type { Alert } from "../../shared/domain/alerts/alert.ts";
import { type Announcement, announcement } from "../../shared/domain/alerts/news/announcement.ts";

/** What a system notification shows. */
export interface Notice extends Announcement {
  readonly silent: boolean;
  /** A button, where the system has them (macOS, Windows). */
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** One notice for alerts that began to fire, of which there is at least one; its button claims them all. */
export function alertNotice(
  alerts: readonly Alert[],
  { sound, claim }: { readonly sound: boolean; readonly claim: (ids: readonly string[]) => void },
): Notice {
  const run = () => claim(alerts.map(({ id }) => id));
  return {
    ...announcement(alerts),
    silent: !sound,
    action: { label: alerts.length === 1 ? "Claim" : `Claim all ${alerts.length}`, run },
  };
}
