import { join } from "node:path";
import type { Clock } from "../../../shared/base/clock.ts";
import { DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { fixedLabels, noiseOf } from "../../../shared/domain/alerts/noise.ts";
import { localSourceName } from "../../../shared/domain/workspace/localSource.ts";
import type { HttpService } from "../http/types.ts";
import type { Log } from "../log.ts";
import type { MetricsService } from "../metrics/types.ts";
import type { MetricSource, SourcesService } from "../sources/types.ts";
import type { RoutingFiles } from "../store/alertmanager/types.ts";
import type { RuleLibrary } from "../store/rules/types.ts";
import { AlertBoard } from "./alertBoard.ts";
import { openAlertHistory } from "./alertHistory.ts";
import { createAlertServers } from "./alertmanager/createAlertServers.ts";
import { backfillHistory } from "./backfillHistory.ts";
import { createRouting } from "./createRouting.ts";
import { createFindingAlerts } from "./findingAlerts.ts";
import { createLocalRules } from "./localRules.ts";
import { createRuleServers } from "./prometheus/createRuleServers.ts";
import type { AlertsService } from "./types.ts";

export interface AlertsServiceOptions {
  readonly rules: Pick<RuleLibrary, "groups" | "problems" | "onChange">;
  readonly routingFiles: Pick<RoutingFiles, "files">;
  readonly sources: Pick<SourcesService, "servers" | "onChange"> & {
    get(name: string): Pick<MetricSource, "queryInstant">;
  };
  readonly metrics: Pick<MetricsService, "target">;
  readonly http: Pick<HttpService, "server">;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** What fires, whoever says so: rules evaluated here, the workspace's Prometheus servers and its Alertmanagers. */
export function createAlertsService(options: AlertsServiceOptions): AlertsService {
  const { rules, routingFiles, sources, metrics, http, dataFolder, clock, log } = options;
  // What is added last ends first: the history outlives all that writes to it.
  const owned = new DisposableStore();
  const history = owned.add(openAlertHistory(join(dataFolder, "alerts.db"), clock.nowMs(), log));
  const rulesChanged = owned.add(new Emitter<void>());
  const board = new AlertBoard(history.store?.claims() ?? new Map());
  owned.add(toDisposable(() => board.changed.dispose()));
  const servers = owned.add(
    createAlertServers({ http, clock, told: (name, alerts, others) => board.update(name, alerts, others) }),
  );
  const ruleServers = owned.add(
    createRuleServers({ sources, clock, told: (name, alerts) => board.update(name, alerts) }),
  );
  const ofHosts = owned.add(createFindingAlerts(board));
  const localRules = owned.add(
    createLocalRules({
      ...{ rules, sources, metrics, history, clock },
      told(group, alerts) {
        board.update(`${localSourceName} ${group}`, alerts);
        rulesChanged.fire();
      },
    }),
  );
  owned.add(
    servers.onChange(() =>
      board.setSilences(
        servers.silences,
        servers.list.map(({ name }) => name),
      ),
    ),
  );
  owned.add(ruleServers.onChange(() => rulesChanged.fire()));
  if (history.store) {
    const { store } = history;
    owned.add(backfillHistory({ servers: () => sources.servers, sent: ruleServers.sent, store, clock, log }));
  }

  return {
    get alerts() {
      return board.alerts;
    },
    onChange: board.changed.event,
    get groups() {
      return [...localRules.groups, ...ruleServers.groups];
    },
    get ruleServers() {
      return ruleServers.list;
    },
    get problems() {
      const own = history.problems.map((message) => ({ file: "alerts.db", line: 1, column: 1, message }));
      return [...rules.problems, ...localRules.problems, ...own];
    },
    get ruleFaults() {
      return rules.problems;
    },
    onRules: rulesChanged.event,
    get servers() {
      return servers.list;
    },
    get silences() {
      return servers.silences;
    },
    onSilences: servers.onChange,
    setServers: (next) => servers.setSources(next),
    async saveSilence(server, draft) {
      const id = await servers.save(server, draft);
      for (const alert of board.alerts.values()) {
        if (alert.silencedBy.includes(id)) history.write((store) => store.touch(alert.id));
      }
      return id;
    },
    expireSilence: (server, id) => servers.expire(server, id),
    routing: createRouting({ servers, files: routingFiles, alerts: () => board.alerts.values(), clock }),
    configure: (next) => localRules.configure(next),
    tellFindings: (findings) => ofHosts.tell(findings),
    claim(id, name, text) {
      const found = board.alerts.get(id);
      if (!found) throw new MidwatchError("NOT_FOUND", "The alert is not there any more: nothing was claimed");
      const claim = { name, note: text, atMs: clock.nowMs() };
      history.write((store) => store.claim(id, claim));
      board.setClaim(id, claim);
      return { ...found, claim };
    },
    unclaim(id) {
      history.write((store) => store.unclaim(id));
      board.setClaim(id, null);
    },
    history: (window) => history.store?.history(window) ?? [],
    noise(days) {
      const nowMs = clock.nowMs();
      const window = { source: null, rule: null, fromMs: nowMs - days * 86_400_000, toMs: nowMs + 1, limit: 100_000 };
      const identities = [...localRules.groups, ...ruleServers.groups].flatMap(({ source, rules: ofGroup }) =>
        ofGroup.flatMap(({ kind, name, labels }) =>
          kind === "alert" ? [{ source, rule: name, labels: fixedLabels(labels) }] : [],
        ),
      );
      return noiseOf(history.store?.history(window) ?? [], identities);
    },
    dispose: () => owned.dispose(),
  };
}
