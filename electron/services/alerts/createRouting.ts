import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import { explainRouting } from "../../../shared/domain/alerts/routing/explainRouting.ts";
import type { ParsedAlertmanagerFile } from "../../../shared/domain/alerts/routing/parseAlertmanagerFile.ts";
import { silenceTest } from "../../../shared/domain/alerts/silenceTest.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import type { RoutingFiles } from "../store/alertmanager/types.ts";
import type { AlertServers } from "./alertmanager/createAlertServers.ts";
import type { Routing, RoutingAnswer } from "./types.ts";

export interface RoutingOptions {
  readonly servers: Pick<AlertServers, "list" | "silences" | "configuration">;
  readonly files: Pick<RoutingFiles, "files">;
  readonly alerts: () => Iterable<Alert>;
  readonly clock: Clock;
}

type Configuration = RoutingAnswer["configurations"][number];
type Read = { readonly parsed: ParsedAlertmanagerFile } | { readonly failure: string };

/** Who gets an alert, by the configuration of a server as it is now, or by a file of the workspace. */
export function createRouting({ servers, files, alerts, clock }: RoutingOptions): Routing {
  function listed(): readonly Configuration[] {
    return [
      ...servers.list.map(({ name }) => ({ name, kind: "server" as const })),
      ...[...files.files.keys()].map((name) => ({ name: `alertmanager/${name}`, kind: "file" as const })),
    ];
  }

  async function read({ name, kind }: Configuration, signal: CancelSignal): Promise<Read> {
    if (kind === "file") {
      const parsed = files.files.get(name.replace("alertmanager/", ""));
      return parsed ? { parsed } : { failure: `${name} is not there any more` };
    }
    try {
      return { parsed: await servers.configuration(name, signal) };
    } catch (error) {
      if (!isMidwatchError(error) || error.code === "CANCELLED") throw error;
      return { failure: errorText(error) };
    }
  }

  /** Of those that the server has; a file's would be any server's. */
  function silencesOn({ name, kind }: Configuration, labels: Labels): readonly string[] {
    return servers.silences
      .filter((one) => one.state === "active" && (kind === "file" || one.servers.includes(name)))
      .filter(({ matchers }) => silenceTest(matchers)({ labels }))
      .map(({ id }) => id);
  }

  /** A server knows the alerts that it was sent; a file is held against all that fire. */
  function firingOn({ name, kind }: Configuration): readonly Alert[] {
    return [...alerts()].filter(
      ({ state, sources }) => state !== "pending" && (kind === "file" || sources.includes(name)),
    );
  }

  return {
    async explain(wanted, labels, signal) {
      const configurations = listed();
      const chosen = configurations.find(({ name }) => name === wanted) ?? configurations[0];
      const nothing = { configurations, chosen: null, failure: null, problems: [], explanation: null, silencedBy: [] };
      if (!chosen) return nothing;
      const found = await read(chosen, signal);
      if ("failure" in found) return { ...nothing, chosen: chosen.name, failure: found.failure };
      const { config, problems } = found.parsed;
      return {
        configurations,
        chosen: chosen.name,
        failure: null,
        problems,
        explanation: config && explainRouting(config, labels, firingOn(chosen), clock.nowMs()),
        silencedBy: silencesOn(chosen, labels),
      };
    },
  };
}
