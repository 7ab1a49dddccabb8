import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { Notify } from "../../../shared/domain/alerts/news/notify.ts";
import type { ShipperConfig } from "../../../shared/domain/logs/shippers/model.ts";
import type { NewScrapeTarget } from "../../../shared/domain/workspace/addScrape.ts";
import type { NewService } from "../../../shared/domain/workspace/addServices.ts";
import type { WorkspaceFile, WorkspaceProblem } from "../../../shared/domain/workspace/model.ts";
import type { NotifyChannel } from "../../../shared/domain/workspace/notifyChannel.ts";
import type { ServerList, WorkspaceServer } from "../../../shared/domain/workspace/workspaceServer.ts";

export interface Workspace {
  readonly folder: string;
  /** Null when there is no `midwatch.yaml`; the last good content while the file has problems. */
  readonly file: WorkspaceFile | null;
  readonly problems: readonly WorkspaceProblem[];
}

/** Reads, validates and watches the workspace folder. */
export interface WorkspaceStore extends Disposable {
  readonly current: Workspace;
  readonly onChange: Event<Workspace>;
  /** Adds or creates hosts in `midwatch.yaml`, comments and order kept; temp-then-rename. Returns the file's path. */
  saveHosts(request: {
    readonly name: string;
    readonly hosts: readonly { readonly name: string; readonly environment: "prod" | "staging" | "dev" | null }[];
  }): Promise<string>;
  /** Adds a scrape target to a host in the same way. */
  addScrape(request: NewScrapeTarget & { readonly host: string }): Promise<string>;
  /** Adds services in the same way. */
  addServices(services: readonly NewService[]): Promise<string>;
  /** Adds logs and the servers that they are shipped to in the same way. */
  addLogs(found: Pick<ShipperConfig, "logs" | "servers">): Promise<string>;
  /** Adds a server, or changes the one of its list that is called `replaces`, in the same way. */
  putServer(server: WorkspaceServer, replaces: string | null): Promise<string>;
  removeServer(list: ServerList, name: string): Promise<string>;
  /** Adds a channel of `notify`, or changes the one that is called `replaces`, in the same way. */
  putChannel(channel: NotifyChannel, replaces: string | null): Promise<string>;
  removeChannel(name: string): Promise<string>;
}

export interface Settings {
  readonly theme: "dark" | "light" | "system";
  readonly singleKeys: boolean;
  readonly clock: "utc" | "local";
  /** Which new alerts a notification tells of, and whether with a sound. */
  readonly notify: Notify;
  readonly sound: boolean;
  /** Terminals also write what they print as text that assistive technology reads. */
  readonly screenReader: boolean;
  /** Whether this console sends what `notify` of the workspace says. */
  readonly sendsPages: boolean;
  /** Whether the audit log has what people ask, or only that they did. */
  readonly keepsQueryText: boolean;
}

export interface SettingsStore {
  get(): Settings;
  set(change: Partial<Settings>): Promise<void>;
}

/** Where secrets rest: the OS keychain on the desktop, an encrypted file or memory elsewhere. */
export interface SecretStore {
  /** False when nothing may be written to disk here; secrets then live until the console ends. */
  readonly persistent: boolean;
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
}
