import type { Clock } from "../../../../shared/base/clock.ts";
import { type Disposable, DisposableStore, toDisposable } from "../../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../../shared/base/emitter.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import type { Labels } from "../../../../shared/domain/metrics/model.ts";
import type { ServerSource, SourcesService } from "../../sources/types.ts";
import type { RuleGroupStatus, RuleServerStatus } from "../types.ts";
import { type RulesWatch, watchRules } from "./watchRules.ts";

export interface RuleServers extends Disposable {
  readonly groups: readonly RuleGroupStatus[];
  readonly list: readonly RuleServerStatus[];
  readonly onChange: Event<void>;
  /** An alert's labels as that server sends them on. */
  sent(server: string, labels: Labels): Labels;
}

export interface RuleServersOptions {
  readonly sources: Pick<SourcesService, "servers" | "onChange">;
  readonly clock: Clock;
  /** What a server tells now; nothing more once it is gone. */
  told(server: string, alerts: ReadonlyMap<string, Alert>): void;
}

/** The rules that the workspace's Prometheus servers evaluate, and their alerts. */
export function createRuleServers({ sources, clock, told }: RuleServersOptions): RuleServers {
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<void>());
  let running = new Map<ServerSource, RulesWatch>();

  function start(server: ServerSource): RulesWatch {
    return watchRules(server, clock, ({ alerts }) => {
      told(server.name, alerts);
      changed.fire();
    });
  }

  function follow(): void {
    const before = running;
    running = new Map(sources.servers.map((server) => [server, before.get(server) ?? start(server)]));
    const names = new Set([...running.keys()].map(({ name }) => name));
    for (const [server, watch] of before) {
      if (running.has(server)) continue;
      watch.dispose();
      if (!names.has(server.name)) told(server.name, new Map());
      changed.fire();
    }
  }

  owned.add(sources.onChange(follow));
  owned.add(
    toDisposable(() => {
      for (const watch of running.values()) watch.dispose();
      running.clear();
    }),
  );
  follow();

  return {
    get groups() {
      return [...running.values()].flatMap(({ state }) => state.groups);
    },
    get list() {
      return [...running].map(([{ name }, { state }]) => ({ name, problem: state.problem }));
    },
    onChange: changed.event,
    sent: (server, labels) => [...running].find(([{ name }]) => name === server)?.[1].sent(labels) ?? labels,
    dispose: () => owned.dispose(),
  };
}
