import type { Clock } from "../../../shared/base/clock.ts";
import type { alertsArea } from "../../../shared/contract/areas/alerts.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import { matchersProblem, silenceTest } from "../../../shared/domain/alerts/silenceTest.ts";
import { toldApart } from "../../../shared/domain/alerts/toldApart.ts";
import type { AlertChange, AlertsService } from "../../services/alerts/types.ts";
import { changes } from "../changes.ts";

const watchIntervalMs = 250;
/** A part of an answer is drawn before the next one comes, and stays well below what a frame may hold. */
const alertsPerItem = 500;
/** Of a preview: who reads further looks at the table. */
const mostNamed = 100;

export function alertsHandlers({
  clock,
  alerts,
}: {
  readonly clock: Clock;
  readonly alerts: AlertsService;
}): Handlers<typeof alertsArea> {
  return {
    async *"alerts.watch"(_params, { signal }) {
      let isFirst = true;
      for await (const told of changes(alerts.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
        const { changed, gone } = isFirst ? { changed: [...alerts.alerts.values()], gone: [] } : together(told);
        const parts = Math.max(1, Math.ceil(changed.length / alertsPerItem));
        for (let part = 0; part < parts; part++) {
          yield {
            first: isFirst && part === 0,
            complete: part === parts - 1,
            changed: changed.slice(part * alertsPerItem, (part + 1) * alertsPerItem).map(sent),
            gone: part === 0 ? [...gone] : [],
          };
        }
        isFirst = false;
      }
    },

    async *"alerts.rules"(_params, { signal }) {
      for await (const _ of changes(alerts.onRules, { clock, signal, minIntervalMs: 1000 })) {
        yield {
          groups: alerts.groups.map((group) => ({ ...group, rules: [...group.rules] })),
          servers: [...alerts.ruleServers],
          problems: [...alerts.problems],
        };
      }
    },

    async *"alerts.ruleFaults"(_params, { signal }) {
      let told = "";
      for await (const _ of changes(alerts.onRules, { clock, signal, minIntervalMs: 1000 })) {
        const problems = [...alerts.ruleFaults];
        const text = JSON.stringify(problems);
        if (text === told) continue;
        told = text;
        yield { problems };
      }
    },

    "alerts.claim": async ({ id, name, note }) => {
      alerts.claim(id, name, note);
      return {};
    },

    "alerts.unclaim": async ({ id }) => {
      alerts.unclaim(id);
      return {};
    },

    async *"alerts.silences"(_params, { signal }) {
      for await (const _ of changes(alerts.onSilences, { clock, signal, minIntervalMs: 1000 })) {
        const all = [...alerts.alerts.values()];
        yield {
          servers: [...alerts.servers],
          silences: alerts.silences.map((silence) => ({
            ...silence,
            servers: [...silence.servers],
            matchers: [...silence.matchers],
            matching: all.filter(({ silencedBy }) => silencedBy.includes(silence.id)).length,
          })),
        };
      }
    },

    "alerts.previewSilence": async ({ server, matchers }) => {
      const problem = matchersProblem(matchers);
      if (problem !== null) return { total: 0, alerts: [], problem };
      const alertmanagers = new Set(alerts.servers.map(({ name }) => name));
      const matches = silenceTest(matchers);
      // What another Alertmanager tells stays with that; what none tells any of them holds back.
      const held = [...alerts.alerts.values()].filter(
        (alert) =>
          matches(alert) && (alert.sources.includes(server) || !alert.sources.some((name) => alertmanagers.has(name))),
      );
      const named = held.slice(0, mostNamed);
      const targets = toldApart(named);
      return {
        total: held.length,
        alerts: named.map(({ id, name }) => ({ id, name, target: targets.get(id) ?? "" })),
        problem,
      };
    },

    "alerts.saveSilence": async ({ server, ...draft }) => ({ id: await alerts.saveSilence(server, draft) }),

    "alerts.expireSilence": async ({ server, id }) => {
      await alerts.expireSilence(server, id);
      return {};
    },

    "alerts.explainRouting": async ({ configuration, labels }, { signal }) => {
      const answer = await alerts.routing.explain(configuration, labels, signal);
      return {
        ...answer,
        configurations: [...answer.configurations],
        problems: [...answer.problems],
        silencedBy: [...answer.silencedBy],
      };
    },

    "alerts.history": async (window) => ({
      firings: alerts.history(window).map((firing) => ({ ...firing, labels: { ...firing.labels } })),
    }),

    "alerts.noise": async ({ days }) => ({ rules: [...alerts.noise(days)] }),
  };
}

/** Several changes as one: what an alert is now, once. */
function together(told: readonly AlertChange[]): AlertChange {
  const changed = new Map<string, Alert>();
  const gone = new Set<string>();
  for (const change of told) {
    for (const alert of change.changed) {
      gone.delete(alert.id);
      changed.set(alert.id, alert);
    }
    for (const id of change.gone) {
      changed.delete(id);
      gone.add(id);
    }
  }
  return { changed: [...changed.values()], gone: [...gone] };
}

function sent(alert: Alert) {
  return {
    ...alert,
    labels: { ...alert.labels },
    annotations: { ...alert.annotations },
    sources: [...alert.sources],
    silencedBy: [...alert.silencedBy],
    inhibitedBy: [...alert.inhibitedBy],
  };
}
