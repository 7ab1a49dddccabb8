/// <reference path="../../shared/text.d.ts" />
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../shared/base/clock.ts";
import { DisposableStore } from "../../shared/base/disposable.ts";
import { createApplicationServer } from "./applicationServer.ts";
import { type DemoKey, keptKey, renewedKey } from "./demoKeys.ts";
import { createHostShell } from "./hostShell.ts";
import { createDemoCluster } from "./kubernetes/createDemoCluster.ts";
import { writeOwnWorkspace } from "./ownWorkspace.ts";
import { demoSlos } from "./past/demoSlos.ts";
import relieveJammedServer from "./runbooks/relieve-jammed-server.md";
import { type Application, applicationsOf } from "./simulation/applications/applications.ts";
import { demoServices } from "./simulation/applications/demoServices.ts";
import { scrapedTargets } from "./simulation/applications/scrapedTargets.ts";
import { createFleet, type HostSpec } from "./simulation/fleet.ts";
import type { Scenario } from "./simulation/incident/scenario.ts";
import { logFilesOf } from "./simulation/logs/logFiles.ts";
import { simulationStart } from "./simulationStart.ts";
import { createDemoServer, type DemoServer, type ServerFault } from "./sshServer.ts";

/** tcpmux: nobody listens there any more, and no connection is ever given it as its own end, as a free port could be. */
const refusingPort = 1;

export interface DemoFleetOptions {
  /** Keys, configuration and workspace are written here; it must exist. */
  readonly folder: string;
  readonly hosts: number;
  readonly seed: number;
  readonly clock: Clock;
  /** Collector interval of the workspace. */
  readonly interval?: string;
  /** False leaves known_hosts empty, as for a person who never connected. */
  readonly trusted?: boolean;
  /** False writes no `midwatch.yaml`: First run. */
  readonly workspace?: boolean;
  /** False names no application to read in it. */
  readonly scrape?: boolean;
  /** The address of a server that the workspace asks and forwards samples to. */
  readonly prometheus?: string | null;
  /** What `play` plays; nothing else is then wrong with the hosts. */
  readonly scenario?: Scenario | null;
}

export interface DemoFleet {
  readonly sshConfigFile: string;
  readonly knownHostsFile: string;
  readonly workspaceFolder: string;
  readonly hosts: readonly { readonly name: string; readonly port: number }[];
  setFault(name: string, fault: ServerFault): void;
  changeHostKey(name: string): void;
  kill(name: string): void;
  revive(name: string): Promise<void>;
  /** Begins the scenario now, `speed` times as fast as it is written; once. */
  play(speed: number): void;
  close(): Promise<void>;
}

/** Simulated hosts behind real SSH servers on the loopback, and the files a person would have for them. */
export async function createDemoFleet(options: DemoFleetOptions): Promise<DemoFleet> {
  const { folder, clock } = options;
  const wallStartMs = simulationStart(folder, options.seed, clock.nowMs());
  const startedAtMs = clock.monotonicMs() - (clock.nowMs() - wallStartMs);
  const specs = createFleet(options.hosts, options.seed, options.scenario ?? null);
  const clientKey = keptKey(folder, "id_demo");
  const servers = new Map<string, DemoServer>();
  const ports = new Map<string, number>();
  const keys = new Map<string, DemoKey>();
  const running = new Map<string, readonly Application[]>();
  mkdirSync(join(folder, "hostkeys"), { recursive: true });

  const cluster = await createDemoCluster({
    hosts: specs,
    clock,
    now: () => (clock.monotonicMs() - startedAtMs) / 1000,
    isSound: (options.scenario ?? null) !== null,
  });
  writeFileSync(join(folder, "kubeconfig"), cluster.kubeconfig, { mode: 0o600 });

  await Promise.all(
    specs.map(async (host) => {
      const hostKey = keptKey(join(folder, "hostkeys"), host.name);
      keys.set(host.name, hostKey);
      if (host.trouble === "unreachable") {
        ports.set(host.name, refusingPort);
        return;
      }
      const applications = applicationsOf(host, wallStartMs, host === specs[0] ? cluster.stateMetrics : null);
      running.set(host.name, applications);
      const shell = createHostShell({ host, applications, clock, startedAtMs });
      const server = await createDemoServer({
        hostKey: hostKey.privateKey,
        clientKey: clientKey.publicKey,
        shell,
        applications: createApplicationServer(applications, () => (clock.monotonicMs() - startedAtMs) / 1000),
        port: 0,
      });
      servers.set(host.name, server);
      ports.set(host.name, server.port);
    }),
  );

  const files = writeFiles(
    options,
    specs,
    ports,
    keys,
    options.scrape === false ? new Map() : scrapedTargets(specs, running),
  );
  const timers = new DisposableStore();
  const server = (name: string) => {
    const found = servers.get(name);
    if (!found) throw new Error(`${name} is not a running demo host`);
    return found;
  };
  return {
    ...files,
    hosts: specs.map(({ name }) => ({ name, port: ports.get(name) ?? 0 })),
    setFault: (name, fault) => server(name).setFault(fault),
    changeHostKey: (name) => server(name).setHostKey(renewedKey(join(folder, "hostkeys"), name).privateKey),
    kill: (name) => server(name).kill(),
    revive: (name) => server(name).revive(),
    play(speed) {
      const t = (clock.monotonicMs() - startedAtMs) / 1000;
      for (const { name, incident } of specs) {
        incident?.begin(t, speed);
        const cutOffAt = incident?.cutOffAt ?? null;
        if (cutOffAt !== null) timers.add(clock.after((cutOffAt - t) * 1000, () => server(name).kill()));
      }
    },
    async close() {
      timers.dispose();
      await Promise.all([cluster.close(), ...[...servers.values()].map((one) => one.close())]);
    },
  };
}

/** What is read of the hosts' logs, each log only where it is. */
function logsText(hosts: readonly HostSpec[]): string {
  const holding = (path: string) =>
    hosts.filter((host) => logFilesOf(host).some((file) => file.path.startsWith(path))).map(({ name }) => name);
  const entries = ["/var/log/vllm/", "/var/log/gateway/"].flatMap((folder) => {
    const names = holding(folder);
    return names.length === 0 ? [] : [`  - files: ${folder}*.log\n    hosts: [${names.join(", ")}]\n`];
  });
  return `logs:\n  - kernel: true\n${entries.join("")}`;
}

function writeFiles(
  { folder, interval = "1s", trusted = true, workspace = true, prometheus = null, scenario = null }: DemoFleetOptions,
  hosts: readonly HostSpec[],
  ports: ReadonlyMap<string, number>,
  keys: ReadonlyMap<string, DemoKey>,
  targets: ReadonlyMap<string, string>,
): Pick<DemoFleet, "sshConfigFile" | "knownHostsFile" | "workspaceFolder"> {
  const sshConfigFile = join(folder, "ssh_config");
  const knownHostsFile = join(folder, "known_hosts");
  const workspaceFolder = join(folder, "workspace");
  mkdirSync(workspaceFolder, { recursive: true });

  const entries = hosts.map(({ name }) => `Host ${name}\n  HostName 127.0.0.1\n  Port ${ports.get(name)}\n`);
  const common = [
    "Host gpu-*",
    "  User ops",
    `  IdentityFile "${join(folder, "id_demo")}"`,
    "  IdentitiesOnly yes",
    `  UserKnownHostsFile "${knownHostsFile}"`,
    "",
  ].join("\n");
  writeFileSync(sshConfigFile, `# Written by the demo fleet.\n${entries.join("")}${common}`);

  const known = hosts.map(({ name }) => `[127.0.0.1]:${ports.get(name)} ${keys.get(name)?.publicLine}\n`);
  writeFileSync(knownHostsFile, trusted ? known.join("") : "", { mode: 0o600 });

  if (workspace) {
    const list = hosts.map(
      ({ name, group }) => `  - name: ${name}\n    environment: prod\n    group: ${group}\n${targets.get(name) ?? ""}`,
    );
    writeOwnWorkspace(
      workspaceFolder,
      () =>
        `version: 1\nname: llm-fleet-eu\nenvironments:\n  prod:\n    kind: production\nssh:\n  config: ../ssh_config\ncollect:\n  interval: ${interval}\nhosts:\n${list.join("")}${demoServices(targets)}${logsText(hosts)}${clusterText}${prometheus === null ? "" : prometheusText(prometheus)}`,
    );
    const read = [...targets.values()].join("");
    const slos = demoSlos.filter(({ job }) => read.includes(`- job: ${job}\n`));
    if (slos.length > 0) mkdirSync(join(workspaceFolder, "slos"), { recursive: true });
    for (const { file, text } of slos) writeFileSync(join(workspaceFolder, "slos", file), text);
    mkdirSync(join(workspaceFolder, "runbooks"), { recursive: true });
    writeFileSync(join(workspaceFolder, "runbooks", "relieve-jammed-server.md"), relieveJammedServer);
    if (scenario) {
      mkdirSync(join(workspaceFolder, "rules"), { recursive: true });
      writeFileSync(join(workspaceFolder, "rules", "incident.yaml"), scenario.rules);
      if (scenario.remedy) writeFileSync(join(workspaceFolder, "runbooks", scenario.remedy.file), scenario.remedy.text);
    }
  }
  return { sshConfigFile, knownHostsFile, workspaceFolder };
}

const clusterText =
  "kubernetes:\n  - { name: llm-fleet-eu, kubeconfig: ../kubeconfig, environment: prod, namespaces: [serving] }\n";

function prometheusText(url: string): string {
  return [
    "sources:",
    `  - { kind: prometheus, name: prometheus, url: "${url}" }`,
    "remoteWrite:",
    `  - { name: prometheus, url: "${url}/api/v1/write" }`,
    "",
  ].join("\n");
}
