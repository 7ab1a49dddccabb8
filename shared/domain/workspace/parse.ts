import type { Document } from "yaml";
import { inOrder, readYaml } from "../yaml/readYaml.ts";
import type { Conflict } from "./conflict.ts";
import { localSourceName } from "./localSource.ts";
import { type WorkspaceFile, type WorkspaceProblem, workspaceFile } from "./model.ts";
import { notifyConflicts } from "./notifyConflicts.ts";
import { type ScrapeTarget, scrapeIdentity } from "./scrapeTarget.ts";
import { serviceConflicts } from "./serviceConflicts.ts";
import { sourcesOf } from "./source.ts";

export interface ParsedWorkspace {
  /** Null when there is any problem. */
  readonly file: WorkspaceFile | null;
  readonly problems: readonly WorkspaceProblem[];
  /** With its comments, for writing back. */
  readonly document: Document;
}

type Environments = WorkspaceFile["environments"];

/** In force unless the file defines environments of its own. */
export const defaultEnvironments: Environments = {
  prod: { kind: "production" },
  staging: { kind: "staging" },
  dev: { kind: "development" },
};

/** Reads the text of `midwatch.yaml`; every problem carries `fileName` and the 1-based place of what is wrong. */
export function parseWorkspace(text: string, fileName: string): ParsedWorkspace {
  const read = readYaml(text, workspaceFile, { file: fileName });
  const { document } = read;
  if (read.kind === "invalid") return { file: null, problems: read.problems, document };
  const file = withEnvironments(read.value);
  const conflicts = conflictsIn(file).map(({ path, message }) => read.problemAt(path, message));
  return conflicts.length > 0
    ? { file: null, problems: inOrder(conflicts), document }
    : { file, problems: [], document };
}

function withEnvironments(file: WorkspaceFile): WorkspaceFile {
  const isEmpty = Object.keys(file.environments).length === 0;
  return isEmpty ? { ...file, environments: defaultEnvironments } : file;
}

/** What the schema cannot say: names that are used twice or that nothing defines. */
function conflictsIn(file: WorkspaceFile): Conflict[] {
  const known = Object.keys(file.environments);
  const firstUse = new Map<string, number>();
  const ofHosts = file.hosts.flatMap(({ name, environment, scrape = [] }, index) => {
    const found = scrapeConflicts(scrape).map((conflict) => ({
      ...conflict,
      path: ["hosts", index, "scrape", ...conflict.path],
    }));
    const first = firstUse.get(name);
    if (first === undefined) firstUse.set(name, index);
    else found.push({ path: ["hosts", index, "name"], message: `The host ${name} is listed twice` });
    if (environment !== undefined && !known.includes(environment)) {
      found.push({
        path: ["hosts", index, "environment"],
        message: noEnvironment(environment, known),
      });
    }
    return found;
  });
  return [
    ...ofHosts,
    ...serverConflicts(file),
    ...clusterConflicts(file),
    ...alertingConflicts(file),
    ...serviceConflicts(file),
    ...recoveryConflicts(file),
    ...notifyConflicts(file),
  ];
}

/** One alert has one answer, in environments that there are. */
function recoveryConflicts({ recovery = [], environments }: WorkspaceFile): Conflict[] {
  const known = Object.keys(environments);
  return recovery.flatMap(({ on, environments: named }, index) => {
    const unknown = named.findIndex((name) => !known.includes(name));
    const found: Conflict[] = [];
    if (recovery.findIndex((one) => one.on === on) < index)
      found.push({ path: ["recovery", index, "on"], message: `${on} is answered by a policy above already` });
    if (unknown >= 0) {
      const message = noEnvironment(named[unknown] ?? "", known);
      found.push({ path: ["recovery", index, "environments", unknown], message });
    }
    return found;
  });
}

function clusterConflicts({ kubernetes = [], environments }: WorkspaceFile): Conflict[] {
  return kubernetes.flatMap(({ environment }, index) =>
    environment === undefined || Object.hasOwn(environments, environment)
      ? []
      : [
          {
            path: ["kubernetes", index, "environment"],
            message: noEnvironment(environment, Object.keys(environments)),
          },
        ],
  );
}

function noEnvironment(name: string, known: readonly string[]): string {
  return `No environment is called ${name}: use one of ${known.join(", ")}`;
}

function alertingConflicts({ alerting, sources }: WorkspaceFile): Conflict[] {
  if (!alerting) return [];
  const names = [localSourceName, ...sourcesOf(sources, "prometheus").map(({ name }) => name)];
  const asked = [
    { path: ["alerting", "source"], name: alerting.source },
    ...Object.entries(alerting.sources).map(([file, name]) => ({ path: ["alerting", "sources", file], name })),
  ];
  return asked
    .filter(({ name }) => !names.includes(name))
    .map(({ path, name }) => ({
      path,
      message: `No source of metrics is called ${name}: use one of ${names.join(", ")}`,
    }));
}

/** Servers of one list are told apart by name, and one that is reached through a host needs that host. */
function serverConflicts(file: WorkspaceFile): Conflict[] {
  const { sources = [], grafana = [], remoteWrite = [], kubernetes = [], hosts } = file;
  const known = new Set(hosts.map(({ name }) => name));
  return Object.entries({ sources, grafana, remoteWrite, kubernetes }).flatMap(([list, servers]) =>
    servers.flatMap(({ name, via }, index) => {
      const found: Conflict[] = [];
      if (servers.findIndex((one) => one.name === name) < index) {
        found.push({ path: [list, index, "name"], message: `The name ${name} is used twice under ${list}` });
      }
      if (list === "sources" && name === localSourceName) {
        const message = `${localSourceName} is what this console reads over SSH: give the server another name`;
        found.push({ path: [list, index, "name"], message });
      }
      if (via !== undefined && !known.has(via)) {
        found.push({ path: [list, index, "via"], message: `No host of this workspace is called ${via}` });
      }
      return found;
    }),
  );
}

/** Two targets with the same job and labels would write the same series. */
function scrapeConflicts(targets: readonly ScrapeTarget[]): Conflict[] {
  const first = new Map<string, number>();
  return targets.flatMap((target, index) => {
    const identity = scrapeIdentity(target);
    const port = first.get(identity);
    if (port === undefined) {
      first.set(identity, target.port);
      return [];
    }
    const message = `Port ${port} has the job ${target.job} already: tell them apart by labels, such as labels: {port: "${target.port}"}`;
    return [{ path: [index, "job"], message }];
  });
}
