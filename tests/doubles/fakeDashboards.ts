import { MidwatchError } from "../../shared/base/errors.ts";
import type { dashboardsArea } from "../../shared/contract/areas/dashboards.ts";
import type { Handlers } from "../../shared/contract/handlers.ts";
import { applyEdits } from "../../shared/domain/dashboards/edits.ts";
import { evaluateVariables } from "../../shared/domain/dashboards/evaluateVariables.ts";
import { importDashboard } from "../../shared/domain/dashboards/importDashboard.ts";

/** The dashboards of the fake console: texts by name, converted by the real importer; every label has three values. */
export function fakeDashboards(
  texts: Map<string, string>,
  follow: <T>(read: () => T, signal: AbortSignal) => AsyncIterable<T>,
  changed: () => void,
): Handlers<typeof dashboardsArea> {
  function read(name: string) {
    const text = texts.get(name);
    if (text === undefined) throw new MidwatchError("NOT_FOUND", `No dashboard is called ${name}`);
    const imported = importDashboard(text);
    if (!imported.ok) throw new MidwatchError("WORKSPACE_INVALID", imported.problem.message);
    return { text, imported };
  }
  const list = () => ({
    folder: "/home/ops/fleet/dashboards",
    servers: [{ name: "grafana-eu", url: "https://grafana.example", via: "bastion-eu-1", secret: "grafana-token" }],
    dashboards: [...texts].map(([name, text]) => {
      const imported = importDashboard(text);
      const panels = imported.ok ? imported.dashboard.rows.flatMap((row) => row.panels) : [];
      return {
        name,
        title: imported.ok ? imported.dashboard.title : name,
        tags: imported.ok ? imported.dashboard.tags : [],
        panels: panels.length,
        live: panels.filter(({ kind }) => kind !== "blank").length,
        notes: imported.ok ? imported.notes.length : 0,
        problem: imported.ok ? null : imported.problem,
        modifiedMs: Date.UTC(2026, 10, 19, 2, 0),
        bytes: text.length,
      };
    }),
  });
  return {
    "dashboards.watch": (_params, { signal }) => follow(list, signal),
    "dashboards.get": async ({ name }) => {
      const { text, imported } = read(name);
      return { name, version: String(text.length), dashboard: imported.dashboard, notes: imported.notes };
    },
    "dashboards.variables": async ({ name, chosen, fromMs, toMs, stepMs }) => ({
      variables: await evaluateVariables(read(name).imported.dashboard.variables, {
        chosen: new Map(chosen.map((entry) => [entry.name, entry.values])),
        sources: ["local"],
        time: { fromMs, toMs, stepMs, scrapeIntervalMs: 15_000 },
        ask: async () => ["gpu-a01", "gpu-a02", "gpu-b01"],
        sourceOf: () => "local",
      }),
    }),
    "dashboards.import": async ({ text, fileName }) => {
      const name = fileName.replace(/\.json$/, "");
      texts.set(name, text);
      changed();
      return { kind: "written", names: [name] };
    },
    "dashboards.grafanaSearch": async ({ text }) => ({
      dashboards: ["GPU fleet", "Gateway", "Node exporter"]
        .filter((title) => title.toLowerCase().includes(text.toLowerCase()))
        .map((title) => ({ uid: title, title, folder: "Production", tags: ["web"] })),
      more: false,
    }),
    "dashboards.grafanaImport": async ({ uid }) => {
      texts.set(uid, JSON.stringify({ title: uid, panels: [], schemaVersion: 39 }));
      changed();
      return { kind: "written", names: [uid] };
    },
    "dashboards.export": async ({ name }) => ({ fileName: `${name}.json`, text: read(name).text }),
    "dashboards.save": async ({ name, edits }) => {
      const { text, imported } = read(name);
      texts.set(name, applyEdits(text, imported.places, edits));
      changed();
      return { version: "next" };
    },
  };
}
