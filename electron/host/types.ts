import type { Event } from "../../shared/base/emitter.ts";
import type { Caller } from "../../shared/contract/caller.ts";
import type { ServerPort } from "../../shared/contract/port.ts";
import type { Alert } from "../../shared/domain/alerts/alert.ts";
import type { Announcement } from "../../shared/domain/alerts/news/announcement.ts";
import type { Settings } from "../services/store/types.ts";

/** What a tray icon or a notification needs to know. */
export interface HostOverview {
  readonly hostsTotal: number;
  readonly hostsConnected: number;
  /** Worst first. */
  readonly firing: readonly Alert[];
}

/** The application core, the same for both shells. */
export interface Host {
  /** Serves the contract to one client, who is `caller`, until its port closes. */
  accept(port: ServerPort, caller: Caller): void;
  /** The console's own state in exposition text (`midwatch_*`). */
  metricsText(): Promise<string>;
  readonly overview: HostOverview;
  /** Fires when the overview changed, at most once a second. */
  readonly onOverview: Event<HostOverview>;
  /** How new alerts are told of, as the settings say now. */
  readonly notifying: Pick<Settings, "notify" | "sound">;
  /** What channels of the desktop tell. */
  readonly onAnnouncement: Event<Announcement>;
  /** Says who looks after alerts; those that are not there any more are left out. */
  claim(ids: readonly string[], name: string): void;
  /** Ends every connection, child and timer; resolves when all is written. */
  close(): Promise<void>;
}
