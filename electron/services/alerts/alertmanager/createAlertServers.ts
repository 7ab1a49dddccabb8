import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import type { Clock } from "../../../../shared/base/clock.ts";
import type { Disposable } from "../../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import {
  type ParsedAlertmanagerFile,
  parseAlertmanagerFile,
} from "../../../../shared/domain/alerts/routing/parseAlertmanagerFile.ts";
import type { Silence } from "../../../../shared/domain/alerts/silence.ts";
import type { AlertmanagerSource } from "../../../../shared/domain/workspace/source.ts";
import type { HttpService } from "../../http/types.ts";
import type { AlertServerStatus, SilenceDraft } from "../types.ts";
import { type AlertmanagerApi, createAlertmanagerApi } from "./createAlertmanagerApi.ts";
import { saveSilence } from "./saveSilence.ts";
import { type AlertmanagerWatch, watchAlertmanager } from "./watchAlertmanager.ts";

interface Running {
  /** Of the configuration: another text is another server. */
  readonly text: string;
  readonly api: AlertmanagerApi;
  readonly watch: AlertmanagerWatch;
}

export interface AlertServers extends Disposable {
  readonly list: readonly AlertServerStatus[];
  /** Those of all servers, each once. */
  readonly silences: readonly Silence[];
  readonly onChange: Event<void>;
  setSources(sources: readonly AlertmanagerSource[]): void;
  /** The one that the server runs with now. Rejects with NOT_FOUND, and as AlertmanagerApi does. */
  configuration(server: string, signal: CancelSignal): Promise<ParsedAlertmanagerFile>;
  /** The id it has now; NOT_FOUND for a server that is not one of these. */
  save(server: string, draft: SilenceDraft): Promise<string>;
  expire(server: string, id: string): Promise<void>;
}

export interface AlertServersOptions {
  readonly http: Pick<HttpService, "server">;
  readonly clock: Clock;
  /** What a server tells now, and which ids are other than it told before; nothing more once it is gone. */
  told(server: string, alerts: ReadonlyMap<string, Alert>, others: Iterable<string>): void;
}

/** The Alertmanagers of the workspace. */
export function createAlertServers({ http, clock, told }: AlertServersOptions): AlertServers {
  const changed = new Emitter<void>();
  let running = new Map<string, Running>();

  function start(source: AlertmanagerSource): Running {
    const api = createAlertmanagerApi(source, { http });
    const watch = watchAlertmanager(source.name, api, clock, ({ alerts }, others) => {
      told(source.name, alerts, others);
      changed.fire();
    });
    return { text: JSON.stringify(source), api, watch };
  }

  function serverOf(name: string): Running {
    const found = running.get(name);
    if (found) return found;
    throw new MidwatchError("NOT_FOUND", `The workspace has no Alertmanager called ${name}. Nothing was changed`);
  }

  return {
    get list() {
      return [...running].map(([name, { watch }]) => ({
        name,
        readAtMs: watch.state.readAtMs,
        problem: watch.state.problem,
      }));
    },
    get silences() {
      return together([...running.values()].flatMap(({ watch }) => watch.state.silences));
    },
    onChange: changed.event,
    setSources(sources) {
      const before = running;
      running = new Map(
        sources.map((source) => {
          const known = before.get(source.name);
          return [source.name, known?.text === JSON.stringify(source) ? known : start(source)];
        }),
      );
      for (const [name, one] of before) {
        if (running.get(name) === one) continue;
        one.watch.dispose();
        if (!running.has(name)) told(name, new Map(), []);
      }
      changed.fire();
    },
    async configuration(server, signal) {
      const { config } = await serverOf(server).api.status(signal);
      return parseAlertmanagerFile(config.original, server, { unknownKeys: "ignored" });
    },
    async save(server, draft) {
      const { api, watch } = serverOf(server);
      const id = await saveSilence(api, draft, clock.nowMs());
      await watch.look();
      return id;
    },
    async expire(server, id) {
      const { api, watch } = serverOf(server);
      await api.expireSilence(id);
      await watch.look();
    },
    dispose() {
      for (const { watch } of running.values()) watch.dispose();
      running.clear();
      changed.dispose();
    },
  };
}

/** The members of a cluster tell of the same silences: the newest word counts. */
function together(silences: readonly Silence[]): readonly Silence[] {
  const byId = new Map<string, Silence>();
  for (const silence of silences) {
    const known = byId.get(silence.id);
    const newer = known && known.updatedAtMs > silence.updatedAtMs ? known : silence;
    byId.set(silence.id, { ...newer, servers: [...(known?.servers ?? []), ...silence.servers] });
  }
  return [...byId.values()];
}
