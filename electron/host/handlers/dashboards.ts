import { MidwatchError } from "../../../shared/base/errors.ts";
import type { dashboardsArea, ListedDashboard } from "../../../shared/contract/areas/dashboards.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import { evaluateVariables } from "../../../shared/domain/dashboards/evaluateVariables.ts";
import { sourceFor } from "../../../shared/domain/dashboards/sourceMapping.ts";
import type { DashboardFile, DashboardLibrary } from "../../services/store/dashboards/types.ts";
import { changes } from "../changes.ts";
import { askVariable, type VariableSource } from "../dashboardSources.ts";
import type { Platform } from "../platform.ts";

interface DashboardsDependencies {
  readonly platform: Platform;
  readonly dashboards: DashboardLibrary;
  readonly sources: {
    /** The default first. */
    names(): readonly string[];
    get(name: string): VariableSource;
  };
}

export function dashboardsHandlers({
  platform,
  dashboards,
  sources,
}: DashboardsDependencies): Handlers<typeof dashboardsArea> {
  const { clock } = platform;

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
      for await (const _ of changes(dashboards.onChange, { clock, signal, minIntervalMs: 0 })) {
        yield { folder: dashboards.folder, dashboards: dashboards.files.map(listed) };
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

    "dashboards.export": async ({ name }) => ({ fileName: `${name}.json`, text: dashboards.get(name).text }),

    "dashboards.save": async ({ name, version, edits }) => ({ version: await dashboards.edit(name, version, edits) }),
  };
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
