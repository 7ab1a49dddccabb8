import { type Disposable, DisposableStore, toDisposable } from "../../shared/base/disposable.ts";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item, ParamsInput, StreamNames } from "../../shared/contract/define.ts";
import { alertsStore, applyAlerts } from "./alertsStore.ts";
import { dashboardsStore } from "./dashboardsStore.ts";
import { applyDiagnosis } from "./diagnosisStore.ts";
import { applyEvents, eventsStore } from "./eventsStore.ts";
import { createFirstItems } from "./firstItems.ts";
import { agedHosts, applyHosts, hostsStore } from "./hostsStore.ts";
import { incidentsStore } from "./incidentsStore.ts";
import { type Client, type Link, whileOpen } from "./link.ts";
import { notifyStore } from "./notifyStore.ts";
import { hostNowMs, setHostTime } from "./now.ts";
import { promptsStore } from "./promptsStore.ts";
import { ruleFaultsStore } from "./ruleFaultsStore.ts";
import { runbooksStore, writeModeStore } from "./runbooksStore.ts";
import { serversStore } from "./serversStore.ts";
import { servicesStore } from "./servicesStore.ts";
import { settingsStore } from "./settingsStore.ts";
import { silencesStore } from "./silencesStore.ts";
import { slosStore } from "./slosStore.ts";
import { sourcesStore } from "./sourcesStore.ts";
import { statusStore } from "./statusStore.ts";
import { workspaceStore } from "./workspaceStore.ts";

/** Fills the stores that every screen reads, for as long as the page lives; values stay while the link is down. */
export function startStores(link: Link, onProblem: (what: string, error: unknown) => void): Disposable {
  const store = new DisposableStore();
  const first = store.add(createFirstItems());
  const open = <N extends StreamNames<Contract>>(
    name: N,
    params: ParamsInput<Contract[N]>,
    onItem: (item: Item<Contract[N]>) => void,
  ) =>
    store.add(
      whileOpen(link, (client) =>
        client.open(name, params, {
          onItem,
          onEnd(error) {
            if (error && error.code !== "DISCONNECTED") onProblem(name, error);
          },
        }),
      ),
    );
  const follow: typeof open = (name, params, onItem) => {
    const take = first.expect();
    return open(name, params, (item) => take(() => onItem(item)));
  };

  follow("workspace.watch", {}, (workspace) => workspaceStore.setState({ workspace }));
  follow("hosts.watch", {}, (item) => hostsStore.setState((state) => applyHosts(state, item)));
  follow("alerts.watch", {}, (item) => alertsStore.setState((state) => applyAlerts(state, item)));
  follow("alerts.silences", {}, (item) => silencesStore.setState(item));
  follow("alerts.ruleFaults", {}, (item) => ruleFaultsStore.setState(item));
  follow("diagnosis.watch", {}, applyDiagnosis);
  follow("events.watch", {}, (item) => eventsStore.setState((state) => applyEvents(state, item, hostNowMs())));
  follow("incidents.watch", {}, (item) => incidentsStore.setState(item));
  follow("sources.watch", {}, ({ sources }) => sourcesStore.setState({ sources }));
  follow("servers.watch", {}, (item) => serversStore.setState(item));
  follow("services.list", {}, ({ services }) => servicesStore.setState({ definitions: services }));
  follow("slos.watch", {}, (item) => slosStore.setState(item));
  follow("dashboards.watch", {}, (list) => dashboardsStore.setState({ list }));
  follow("runbooks.watch", {}, (list) => runbooksStore.setState({ list }));
  follow("writeMode.watch", {}, ({ environments }) => writeModeStore.setState({ environments }));
  follow("notify.watch", {}, (notify) => notifyStore.setState({ notify }));
  follow("ssh.prompts", {}, ({ prompts }) => promptsStore.setState({ prompts }));
  // It speaks first when it has something to count.
  open("app.status", {}, (status) => {
    setHostTime(status.nowMs);
    statusStore.setState({ status });
  });
  store.add(
    link.onState(({ kind }) => {
      if (kind !== "open") hostsStore.setState(agedHosts);
    }),
  );
  store.add(whileOpen(link, (client) => readOnce(client, onProblem)));
  return store;
}

function readOnce(client: Client, onProblem: (what: string, error: unknown) => void): Disposable {
  const abort = new AbortController();
  const problem = (what: string) => (error: unknown) => {
    if (!abort.signal.aborted) onProblem(what, error);
  };
  client.call("app.info", {}, abort.signal).then((info) => statusStore.setState({ info }), problem("app.info"));
  client
    .call("settings.get", {}, abort.signal)
    .then((settings) => settingsStore.setState(settings), problem("settings.get"));
  return toDisposable(() => abort.abort());
}
