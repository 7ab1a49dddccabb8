import type { Clock } from "../../../shared/base/clock.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { servicesArea } from "../../../shared/contract/areas/services.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { ServiceFacts } from "../../../shared/domain/services/model.ts";
import { localSourceName } from "../../../shared/domain/workspace/localSource.ts";
import type { ServicesService } from "../../services/services/types.ts";
import type { WorkspaceStore } from "../../services/store/types.ts";
import { changes } from "../changes.ts";

const watchIntervalMs = 1000;

export function servicesHandlers({
  clock,
  services,
  workspace,
}: {
  readonly clock: Clock;
  readonly services: ServicesService;
  readonly workspace: Pick<WorkspaceStore, "addServices">;
}): Handlers<typeof servicesArea> {
  return {
    async *"services.list"(_params, { signal }) {
      for await (const _ of changes(services.onDefinitions, { clock, signal, minIntervalMs: watchIntervalMs })) {
        yield { services: [...services.definitions] };
      }
    },

    async *"services.watch"(_params, { signal }) {
      const watching = services.watch();
      try {
        for await (const _ of changes(services.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
          yield { services: [...services.states] };
        }
      } finally {
        watching.dispose();
      }
    },

    async *"services.facts"({ service }, { signal }) {
      const watching = services.watch();
      let sent: ServiceFacts | null = null;
      try {
        for await (const _ of changes(services.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
          const facts = services.facts(service);
          if (facts === null || facts === sent) continue;
          sent = facts;
          yield facts;
        }
      } finally {
        watching.dispose();
      }
    },

    "services.save": async ({ names }) => {
      const found = names.map((name) => {
        const definition = services.definitions.find((one) => one.name === name);
        if (definition) {
          const { matchers, source } = definition;
          return { name, targets: `{${matchers}}`, ...(source === localSourceName ? {} : { source }) };
        }
        throw new MidwatchError("NOT_FOUND", `${name} is no longer among the services that were found`);
      });
      return { file: await workspace.addServices(found) };
    },
  };
}
