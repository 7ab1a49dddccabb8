import type { Clock } from "../../shared/base/clock.ts";
import type { Disposable } from "../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../shared/base/emitter.ts";
import type { WorkspaceSource } from "../../shared/domain/workspace/source.ts";
import type { HttpService } from "../services/http/types.ts";
import { createServerHealth, type ServerHealth, type ServerState } from "../services/serverHealth.ts";
import type { SourcesService } from "../services/sources/types.ts";
import { probeServer } from "./probeServer.ts";

/** How one server does. */
interface Watched extends Disposable {
  readonly state: ServerState;
  readonly onChange: Event<void>;
  look(): void;
  suspect: ServerHealth["suspect"];
}

interface Running {
  readonly server: WorkspaceSource;
  /** Of the configuration: another text is another server. */
  readonly text: string;
  readonly watched: Watched;
  readonly listening: Disposable;
}

/** Whether the servers under `sources` answer, whatever their kind. */
export interface ServerWatch extends Disposable {
  /** In the workspace's order. */
  readonly list: readonly { readonly server: WorkspaceSource; readonly state: ServerState }[];
  readonly onChange: Event<void>;
  /** After the sources of metrics were set: theirs tell of themselves. */
  setServers(servers: readonly WorkspaceSource[]): void;
  /** Asks one at once. */
  look(name: string): void;
  lookAll(): void;
  /** Who else asks it got an answer, or none: looks at once where that is not what is known. */
  suspect(name: string, outcome: "ok" | "failed"): void;
}

export function createServerWatch({
  clock,
  http,
  sources,
}: {
  readonly clock: Clock;
  readonly http: Pick<HttpService, "server">;
  readonly sources: Pick<SourcesService, "servers">;
}): ServerWatch {
  const changed = new Emitter<void>();
  let running: readonly Running[] = [];

  function watch(server: WorkspaceSource): Watched {
    const known = server.kind === "prometheus" && sources.servers.find(({ name }) => name === server.name);
    // What asks it for metrics suspects and ends it as well.
    if (known) return watchedAs(known, { suspect: () => {}, dispose: () => {} });
    const client = http.server(server, { maxConnections: 1 });
    const health = createServerHealth(clock, (signal) => probeServer(server, { client, clock }, signal));
    return watchedAs(health, {
      suspect: (outcome) => health.suspect(outcome),
      dispose() {
        health.dispose();
        client.dispose();
      },
    });
  }

  function start(server: WorkspaceSource): Running {
    const watched = watch(server);
    return {
      server,
      text: JSON.stringify(server),
      watched,
      listening: watched.onChange(() => changed.fire()),
    };
  }

  function end({ listening, watched }: Running): void {
    listening.dispose();
    watched.dispose();
  }

  return {
    get list() {
      return running.map(({ server, watched }) => ({ server, state: watched.state }));
    },
    onChange: changed.event,
    setServers(servers) {
      const before = running;
      running = servers.map((server) => {
        const text = JSON.stringify(server);
        return before.find((one) => one.text === text) ?? start(server);
      });
      for (const one of before) if (!running.includes(one)) end(one);
      changed.fire();
    },
    look: (name) => running.find(({ server }) => server.name === name)?.watched.look(),
    lookAll() {
      for (const { watched } of running) watched.look();
    },
    suspect: (name, outcome) => running.find(({ server }) => server.name === name)?.watched.suspect(outcome),
    dispose() {
      for (const one of running) end(one);
      running = [];
      changed.dispose();
    },
  };
}

function watchedAs(of: Omit<Watched, "suspect" | "dispose">, own: Pick<Watched, "suspect" | "dispose">): Watched {
  return {
    get state() {
      return of.state;
    },
    onChange: of.onChange,
    look: () => of.look(),
    ...own,
  };
}
