import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import type { secretsArea } from "../../../shared/contract/areas/secrets.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import { secretUses } from "../../../shared/domain/workspace/secretUses.ts";
import type { WorkspaceStore } from "../../services/store/types.ts";
import { changes } from "../changes.ts";
import type { Platform } from "../platform.ts";
import type { ServerWatch } from "../serverWatch.ts";

interface SecretsDependencies {
  readonly platform: Pick<Platform, "clock" | "secrets">;
  readonly workspace: Pick<WorkspaceStore, "current" | "onChange">;
  readonly servers: Pick<ServerWatch, "lookAll">;
}

export function secretsHandlers({ platform, workspace, servers }: SecretsDependencies): Handlers<typeof secretsArea> {
  const { clock, secrets } = platform;
  const changed = new Emitter<void>();
  const uses = () => secretUses(workspace.current.file);

  async function stateOf(name: string): Promise<{ readonly isSet: boolean; readonly problem: string | null }> {
    try {
      return { isSet: (await secrets.get(name)) !== null, problem: null };
    } catch (error) {
      return { isSet: false, problem: errorText(error) };
    }
  }

  function tell(): void {
    changed.fire();
    servers.lookAll();
  }

  return {
    async *"secrets.watch"(_params, { signal }) {
      const either = new Emitter<void>();
      const listening = [workspace.onChange(() => either.fire()), changed.event(() => either.fire())];
      try {
        for await (const _ of changes(either.event, { clock, signal, minIntervalMs: 0 })) {
          const named = await Promise.all(
            [...uses()].map(async ([name, usedBy]) => ({ name, usedBy: [...usedBy], ...(await stateOf(name)) })),
          );
          yield { kept: secrets.persistent, secrets: named };
        }
      } finally {
        for (const one of listening) one.dispose();
        either.dispose();
      }
    },
    "secrets.set": async ({ name, value }) => {
      if (!uses().has(name)) throw new MidwatchError("NOT_FOUND", `The workspace names no secret ${name}`);
      await secrets.set(name, value);
      tell();
      return {};
    },
    "secrets.delete": async ({ name }) => {
      await secrets.delete(name);
      tell();
      return {};
    },
  };
}
