import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../../../shared/base/clock.ts";
import { DisposableStore } from "../../../shared/base/disposable.ts";
import { eventDraft } from "../../../shared/domain/events/fleetEvent.ts";
import { knownRules, ruleEvents } from "../../../shared/domain/events/ruleEvents.ts";
import { runEvent } from "../../../shared/domain/events/runEvents.ts";
import type { AlertsService } from "../alerts/types.ts";
import type { AnomalyService } from "../anomaly/types.ts";
import type { CollectService } from "../collect/types.ts";
import type { KubernetesService } from "../kubernetes/types.ts";
import type { Log } from "../log.ts";
import type { ServicesService } from "../services/types.ts";
import type { RuleLibrary } from "../store/rules/types.ts";
import { followAlerts } from "./alertFeed.ts";
import { followClusters } from "./clusterFeed.ts";
import { createEventJournal } from "./eventJournal.ts";
import { followFindings } from "./findingFeed.ts";
import { followHosts } from "./hostFeed.ts";
import type { EventsService } from "./types.ts";
import { followVersions } from "./versionFeed.ts";

export interface EventsServiceOptions {
  readonly alerts: Pick<AlertsService, "alerts" | "onChange" | "silences" | "onSilences">;
  readonly collect: Pick<CollectService, "hosts" | "onChange">;
  readonly rules: Pick<RuleLibrary, "groups" | "onChange">;
  readonly services: Pick<ServicesService, "definitions" | "onDefinitions" | "facts" | "onChange">;
  readonly anomaly: Pick<AnomalyService, "onFinding">;
  readonly kubernetes: Pick<KubernetesService, "clusters" | "onChange">;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Writes down what happens to the fleet, wherever it shows, once. */
export function createEventsService(options: EventsServiceOptions): EventsService {
  const { alerts, collect, rules, services, anomaly, kubernetes, dataFolder, clock, log } = options;
  const owned = new DisposableStore();
  const journal = owned.add(createEventJournal(join(dataFolder, "events.db"), clock, log));
  owned.add(followHosts(collect, journal, clock));
  owned.add(followAlerts(alerts, journal, clock, (name) => collect.hosts.has(name)));
  owned.add(followVersions(services, journal, clock));
  owned.add(followFindings(anomaly, journal));
  owned.add(followClusters({ kubernetes, services, journal, clock, isHost: (name) => collect.hosts.has(name) }));

  const ruleMemory = journal.memory("rules", knownRules);
  const readRules = () => {
    const before = ruleMemory.get("workspace");
    const { events, known } = ruleEvents(before, rules.groups, clock.nowMs());
    if (events.length > 0 || before === null) ruleMemory.write(events, new Map([["workspace", known]]));
  };
  readRules();
  owned.add(rules.onChange(readRules));

  const runTitles = journal.memory("runs", z.string());
  return {
    find: (window) => journal.find(window),
    onAppend: journal.onAppend,
    get problem() {
      return journal.problem;
    },
    note({ text, by, host, service }) {
      const atMs = clock.nowMs();
      const about = { kind: "note", severity: "info", title: "Note", text, origin: by, host, service } as const;
      journal.write([eventDraft({ ...about, key: `note ${by} ${atMs}`, atMs })]);
    },
    audited(entry) {
      const event = runEvent(entry, entry.run === null ? null : runTitles.get(entry.run));
      if (!event || event.run === null) return;
      // The end of a run says how it ended, not of what.
      const title = entry.kind === "run.started" ? entry.text : null;
      runTitles.write([event], new Map([[event.run, title]]));
    },
    dispose: () => owned.dispose(),
  };
}
