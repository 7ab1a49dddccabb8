import type { ServerPort } from "../../shared/contract/port.ts";

/** The application core, the same for both shells. */
export interface Host {
  /** Serves the contract to one client until its port closes. */
  accept(port: ServerPort): void;
  /** The console's own state in exposition text (`midwatch_*`). */
  metricsText(): Promise<string>;
  /** Ends every connection, child and timer; resolves when all is written. */
  close(): Promise<void>;
}
