import { toDisposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { dashboardsArea, ListedDashboard } from "../../../shared/contract/areas/dashboards.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import { evaluateVariables } from "../../../shared/domain/dashboards/evaluateVariables.ts";
import { sourceFor } from "../../../shared/domain/dashboards/sourceMapping.ts";
import type { GrafanaServer } from "../../../shared/domain/workspace/grafanaServer.ts";
import { secretNamed } from "../../../shared/domain/workspace/httpAccess.ts";
import type { GrafanaService } from "../../services/grafana/types.ts";
import type { DashboardFile, DashboardLibrary } from "../../services/store/dashboards/types.ts";
import { changes } from "../changes.ts";
import { askVariable, type VariableSource } from "../dashboardSources.ts";
import type { Platform } from "../platform.ts";

interface DashboardsDependencies {
  readonly platform: Platform;
  readonly dashboards: DashboardLibrary;
  readonly grafana: GrafanaService;
  /** The workspace's servers may have changed. */
  readonly onWorkspace: Event<unknown>;
  readonly sources: {
    /** The default first. */
    names(): readonly string[];
    get(name: string): VariableSource;
  };
}

export function dashboardsHandlers({
  platform,
  dashboards,
  grafana,
  onWorkspace,
  sources,
}: DashboardsDependencies): Handlers<typeof dashboardsArea> {
  const { clock } = platform;

  const eitherChange: Event<void> = (listener) => {
    const subscriptions = [dashboards.onChange(listener), onWorkspace(() => listener())];
    return toDisposable(() => {
      for (const subscription of subscriptions) subscription.dispose();
    });
  };

  function open(name: string) {
    const file = dashboards.get(name);
    if (file.imported.ok) return { file, imported: file.imported };
    const { line, column, message } = file.imported.problem;
    throw new MidwatchError("WORKSPACE_INVALID", `${name}.json, line ${line}, column ${column}: ${message}`, {
      detail: { line, column },
    });
  }

  return {
    async *"dashboards.watch"(_params, { signal }) {
      for await (const _ of changes(eitherChange, { clock, signal, minIntervalMs: 0 })) {
        yield {
          folder: dashboards.folder,
          dashboards: dashboards.files.map(listed),
          servers: grafana.servers.map(listedServer),
        };
      }
    },

    "dashboards.get": async ({ name }) => {
      const { file, imported } = open(name);
      return { name, version: file.version, dashboard: imported.dashboard, notes: imported.notes };
    },

    "dashboards.variables": async ({ name, chosen, sources: mapping, fromMs, toMs, stepMs }, { signal }) => {
      const { dashboard } = open(name).imported;
      const names = sources.names();
      const picked = new Map(mapping.map((entry) => [entry.name, entry.source]));
      const variables = await evaluateVariables(dashboard.variables, {
        chosen: new Map(chosen.map((entry) => [entry.name, entry.values])),
        sources: names,
        time: { fromMs, toMs, stepMs, scrapeIntervalMs: 15_000 },
        sourceOf: (ref, values) => sourceFor(ref, values, { sources: names, chosen: picked }),
        ask: (query, source) => askVariable(sources.get(source), query, { fromMs, toMs }, signal),
      });
      return { variables };
    },

    "dashboards.import": async (document) => {
      const { kind, names } = await dashboards.add(document);
      return { kind, names: [...names] };
    },

    "dashboards.grafanaSearch": async ({ server, text, page }, { signal }) =>
      grafana.search(server, { text, page }, signal),

    "dashboards.grafanaImport": async ({ server, uid, overwrite }, { signal }) => {
      const { title, text } = await grafana.fetch(server, uid, signal);
      const { kind, names } = await dashboards.add({ text, fileName: `${title}.json`, overwrite });
      return { kind, names: [...names] };
    },

    "dashboards.export": async ({ name }) => ({ fileName: `${name}.json`, text: dashboards.get(name).text }),

    "dashboards.save": async ({ name, version, edits }) => ({ version: await dashboards.edit(name, version, edits) }),
  };
}

function listedServer({ name, url, via, auth }: GrafanaServer) {
  const reference = auth === undefined ? null : secretNamed(auth);
  return { name, url, via: via ?? null, secret: reference?.replace(/^secret:/, "") ?? null };
}

function listed({ name, modifiedMs, bytes, imported }: DashboardFile): ListedDashboard {
  const file = { name, modifiedMs, bytes };
  if (!imported.ok) {
    return { ...file, title: name, tags: [], panels: 0, live: 0, notes: 0, problem: imported.problem };
  }
  const panels = imported.dashboard.rows.flatMap((row) => row.panels);
  return {
    ...file,
    title: imported.dashboard.title,
    tags: imported.dashboard.tags,
    panels: panels.length,
    live: panels.filter(({ kind }) => kind !== "blank").length,
    notes: imported.notes.filter(({ level }) => level !== "look").length,
    problem: null,
  };
}
