import type { appArea } from "../../../shared/contract/areas/app.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { SettingsStore, WorkspaceStore } from "../../services/store/types.ts";
import { changes } from "../changes.ts";
import type { Health } from "../health.ts";
import type { Platform } from "../platform.ts";
import { ticks } from "../ticks.ts";

interface AppDependencies {
  readonly platform: Platform;
  readonly workspace: WorkspaceStore;
  readonly settings: SettingsStore;
  readonly health: Health;
}

export function appHandlers({ platform, workspace, settings, health }: AppDependencies): Handlers<typeof appArea> {
  const { clock } = platform;
  return {
    "app.info": async (_params, { caller }) => ({
      version: platform.version,
      shell: platform.shell,
      platform: process.platform,
      demo: platform.demo,
      localTerminal: platform.localTerminal,
      dataFolder: platform.dataFolder,
      workspaceFolder: platform.workspaceFolder,
      caller,
    }),

    async *"workspace.watch"(_params, { signal }) {
      for await (const _ of changes(workspace.onChange, { clock, signal, minIntervalMs: 0 })) {
        const { file, problems } = workspace.current;
        const isUnreadable = file === null && problems.length > 0;
        yield {
          name: file?.name ?? "",
          needsSetup: !isUnreadable && (!file || file.hosts.length === 0),
          isUnreadable,
          environments: file?.environments ?? {},
          hostNames: file?.hosts.map((host) => host.name) ?? [],
          problems,
        };
      }
    },

    async *"app.status"(_params, { signal }) {
      for await (const _ of ticks({ clock, signal, intervalMs: 1000 })) {
        const { stats, connections, samplesPerSecond, rssBytes, eventLoopLagMs } = await health.read();
        yield {
          nowMs: clock.nowMs(),
          hosts: connections,
          samplesPerSecond,
          seriesCount: stats.seriesCount,
          storeBytes: stats.diskBytes,
          rssBytes,
          eventLoopLagMs,
          storeProblem: stats.problem,
        };
      }
    },

    "settings.get": async () => {
      const { sendsPages: _, keepsQueryText: __, ...shown } = settings.get();
      return shown;
    },
    "settings.set": async (change) => {
      const { theme, singleKeys, clock: zone, notify, sound, screenReader } = change;
      await settings.set({
        ...(theme === undefined ? {} : { theme }),
        ...(singleKeys === undefined ? {} : { singleKeys }),
        ...(zone === undefined ? {} : { clock: zone }),
        ...(notify === undefined ? {} : { notify }),
        ...(sound === undefined ? {} : { sound }),
        ...(screenReader === undefined ? {} : { screenReader }),
      });
      return {};
    },
  };
}
