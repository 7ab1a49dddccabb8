import { type Document, isCollection, isMap, isNode, isPair, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import { errorText } from "../../base/errors.ts";
import { type WorkspaceFile, type WorkspaceProblem, workspaceFile } from "./model.ts";
import { type ScrapeTarget, scrapeIdentity } from "./scrapeTarget.ts";

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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, message: string): WorkspaceProblem => {
    const { line, col } = lines.linePos(offset);
    return { file: fileName, line: Math.max(1, line), column: Math.max(1, col), message };
  };
  const failed = (problems: readonly WorkspaceProblem[]) => ({ file: null, problems: inOrder(problems), document });

  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return failed(faults.map(({ pos, message }) => at(pos[0], message)));
  const content = contentOf(document);
  if (content.kind === "unresolvable") return failed([at(0, content.reason)]);
  const result = workspaceFile.safeParse(content.value, { reportInput: true });
  if (!result.success) {
    return failed(result.error.issues.flatMap((issue) => described(document, issue).map(([o, m]) => at(o, m))));
  }
  const file = withEnvironments(result.data);
  const conflicts = conflictsIn(file).map(({ path, message }) => at(offsetOf(document, path), message));
  return conflicts.length > 0 ? failed(conflicts) : { file, problems: [], document };
}

type Content =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "unresolvable"; readonly reason: string };

/** Aliases can fail late: unknown ones, and ones that multiply without end. */
function contentOf(document: Document): Content {
  try {
    return { kind: "value", value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { kind: "unresolvable", reason: errorText(error) };
  }
}

function withEnvironments(file: WorkspaceFile): WorkspaceFile {
  const isEmpty = Object.keys(file.environments).length === 0;
  return isEmpty ? { ...file, environments: defaultEnvironments } : file;
}

interface Conflict {
  readonly path: readonly PropertyKey[];
  readonly message: string;
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
        message: `No environment is called ${environment}: use one of ${known.join(", ")}`,
      });
    }
    return found;
  });
  return [...ofHosts, ...grafanaConflicts(file)];
}

function grafanaConflicts({ grafana = [], hosts }: WorkspaceFile): Conflict[] {
  const names = new Set<string>();
  return grafana.flatMap(({ name, via }, index) => {
    const found: Conflict[] = [];
    if (names.has(name))
      found.push({ path: ["grafana", index, "name"], message: `The Grafana ${name} is listed twice` });
    names.add(name);
    if (via !== undefined && !hosts.some((host) => host.name === via)) {
      found.push({ path: ["grafana", index, "via"], message: `No host of this workspace is called ${via}` });
    }
    return found;
  });
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

type Issue = z.core.$ZodIssue;

/** A schema issue as places and messages; one of unknown keys is a problem at each key. */
function described(document: Document, issue: Issue): [offset: number, message: string][] {
  if (issue.code === "unrecognized_keys") {
    const where = issue.path.length === 0 ? "" : ` in ${pathText(issue.path)}`;
    return issue.keys.map((key) => [keyOffset(document, issue.path, key), `Unknown key ${key}${where}`]);
  }
  const name = issue.path.length === 0 ? "The file" : pathText(issue.path);
  return [[offsetOf(document, issue.path), `${name}: ${wording(issue)}`]];
}

function wording(issue: Issue): string {
  if (issue.code === "invalid_type" && issue.input === undefined) return "is missing";
  if (issue.code === "invalid_type" && issue.input === null) return `is empty, expected ${issue.expected}`;
  return issue.message.replace(/^Invalid input: /, "");
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === "number" ? `[${part + 1}]` : `${i > 0 ? "." : ""}${String(part)}`))
    .join("");
}

/** The start of the node at `path`, or of the nearest one above it that exists. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if (!node?.range) continue;
    // A node without text (an empty value) is best shown at its key.
    if (node.range[0] === node.range[1] && length > 0)
      return keyOffset(document, path.slice(0, length - 1), path[length - 1]);
    return node.range[0];
  }
  return 0;
}

function keyOffset(document: Document, path: readonly PropertyKey[], key: PropertyKey | undefined): number {
  const parent = nodeAt(document, path);
  if (!isMap(parent)) return offsetOf(document, path);
  const pair = parent.items.find((item) => isNode(item.key) && String(item.key.toJSON()) === String(key));
  return isPair(pair) && isNode(pair.key) && pair.key.range ? pair.key.range[0] : (parent.range?.[0] ?? 0);
}

function nodeAt(document: Document, path: readonly PropertyKey[]): Node | null {
  if (path.length === 0) return isNode(document.contents) ? document.contents : null;
  if (!isCollection(document.contents)) return null;
  const node = document.contents.getIn(path, true);
  return isNode(node) ? node : null;
}

function inOrder(problems: readonly WorkspaceProblem[]): WorkspaceProblem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}
