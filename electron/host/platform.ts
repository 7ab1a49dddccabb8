import type { Clock } from "../../shared/base/clock.ts";
import type { Event } from "../../shared/base/emitter.ts";
import type { AccessList } from "../services/access/types.ts";
import type { Log } from "../services/log.ts";
import type { SecretStore } from "../services/store/types.ts";

/** What differs between the shells. */
export interface Platform {
  readonly shell: "desktop" | "headless";
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly secrets: SecretStore;
  readonly dataFolder: string;
  readonly workspaceFolder: string;
  /** Overrides `~/.ssh/config` (the demo, tests). */
  readonly sshConfigFile: string | null;
  readonly demo: boolean;
  /** Whether the page may open a shell on this machine itself. */
  readonly localTerminal: boolean;
  /** The bundled sample worker's file. */
  readonly samplesWorkerFile: string;
  /** Who may open the console besides whoever runs it; null where nobody may. */
  readonly access: Pick<AccessList, "grants" | "onChange"> | null;
  /** The computer woke up or the network changed. */
  readonly onNetworkChange: Event<void>;
}
