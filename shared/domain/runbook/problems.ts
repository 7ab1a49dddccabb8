import { isMidwatchError } from "../../base/errors.ts";
import { parseCondition } from "./condition.ts";
import type { FrontMatter } from "./frontMatter.ts";
import { bareSample, patternProblem, valueProblem } from "./parameterValue.ts";
import { expandQuery, type QueryParameters, queryProblem } from "./queryTemplate.ts";
import type { Step } from "./step.ts";
import { parametersOf, templateProblem } from "./template.ts";

/** What a schema cannot see, at a place inside of the YAML. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Parameters = FrontMatter["params"];
type Path = readonly PropertyKey[];

/** A text of a step and what may stand in it. */
interface StepText {
  readonly path: Path;
  readonly text: string;
  /** Secrets may stand only where neither a process list nor a log shows them. */
  readonly secrets: boolean;
}

export function frontMatterProblems(front: FrontMatter, steps: readonly Step[]): readonly Problem[] {
  const { params, preflight, guards, verify, undo } = front;
  const found: Problem[] = [];
  for (const [name, parameter] of Object.entries(params)) {
    const path = ["params", name];
    if (name === "host") found.push({ path, message: "host is the name of the target: call the parameter otherwise" });
    const pattern = patternProblem(parameter);
    if (pattern !== null) {
      found.push({ path: [...path, "pattern"], message: pattern });
      continue;
    }
    const value = parameter.default;
    // Which hosts there are is known to the workspace only.
    if (value === undefined || parameter.type === "host") continue;
    const problem = valueProblem(parameter, String(value), []);
    if (problem !== null) found.push({ path: [...path, "default"], message: `The default ${problem}` });
  }
  preflight.forEach(({ query }, index) => {
    found.push(...conditionProblems(query, ["preflight", index, "query"], params));
  });
  guards.forEach(({ query }, index) => {
    found.push(...conditionProblems(query, ["guards", index, "query"], params));
  });
  if (verify) found.push(...conditionProblems(verify.query, ["verify", "query"], params));
  undo.forEach((step, index) => {
    found.push(...stepProblems(step, params, ["undo", index]));
  });

  const onCluster = steps.map(({ kind }) => kind === "kubernetes");
  if (front.targets.kind === "hosts" && onCluster.includes(true)) {
    found.push({
      path: ["targets"],
      message: "A step of kind kubernetes acts on a cluster: add targets: {kind: kubernetes}",
    });
  }
  const elsewhere = steps.find(({ kind }) => !["kubernetes", "wait", "until", "verify", "ask"].includes(kind));
  if (front.targets.kind === "kubernetes" && elsewhere) {
    found.push({
      path: ["targets"],
      message: `A step of kind ${elsewhere.kind} acts on hosts, and the targets are clusters`,
    });
  }

  const change = steps.find(isChange);
  if (front.risk === "read-only" && change) {
    found.push({
      path: ["risk"],
      message: `A step of kind ${change.kind} changes something, so the risk is not read-only: name it reversible or disruptive, or mark the step reads: true`,
    });
  }
  if (front.risk !== "read-only" && !verify) {
    found.push({
      path: ["risk"],
      message:
        "What changes something is verified by a metric: add verify with a query, such as vllm:num_requests_waiting < 10",
    });
  }
  return found;
}

/** True when the step may change something on its target. */
export function isChange(step: Step): boolean {
  switch (step.kind) {
    case "ssh":
    case "script":
      return !step.reads;
    case "http":
      return step.http.method !== "GET";
    case "systemd":
    case "docker":
    case "compose":
    case "kubernetes":
      return true;
    case "wait":
    case "until":
    case "verify":
    case "ask":
      return false;
  }
}

export function stepProblems(step: Step, params: Parameters, at: Path = []): readonly Problem[] {
  const known = new Set(["host", ...Object.keys(params)]);
  const secrets = new Set(Object.keys(params).filter((name) => params[name]?.type === "secret"));
  const found: Problem[] = [];
  for (const { path, text, secrets: allowed } of textsOf(step)) {
    const problem = templateProblem(text, known);
    if (problem !== null) found.push({ path: [...at, ...path], message: problem });
    const secret = allowed ? undefined : parametersOf(text).find((name) => secrets.has(name));
    if (secret !== undefined) {
      found.push({
        path: [...at, ...path],
        message: `\${${secret}} is a secret: it may stand in stdin, in headers and in a body, where no process list shows it`,
      });
    }
  }
  const when = "when" in step ? step.when : undefined;
  if (when !== undefined && params[when]?.type !== "string") {
    found.push({
      path: [...at, "when"],
      message: `${when} is no parameter of type string: a step is skipped while such a one has no value`,
    });
  }
  if (step.kind === "ssh" && parametersOf(step.ssh[0] ?? "").length > 0) {
    found.push({
      path: [...at, "ssh", 0],
      message: "The program of a command is fixed: a parameter may stand in its arguments",
    });
  }
  if (step.kind === "script" && parametersOf(step.script).length > 0) {
    found.push({
      path: [...at, "script"],
      message:
        'A script is never put together from values: read a parameter as a variable of its name, such as "$unit"',
    });
  }
  if (step.kind === "until") found.push(...conditionProblems(step.until, [...at, "until"], params));
  if (step.kind === "verify") found.push(...conditionProblems(step.verify, [...at, "verify"], params));
  step.undo.forEach((one, index) => {
    found.push(...stepProblems(one, params, [...at, "undo", ...(step.undo.length > 1 ? [index] : [])]));
  });
  return found;
}

/** Every text of a step that takes parameters, with its place. */
function textsOf(step: Step): readonly StepText[] {
  const plain = (text: string | undefined, ...path: Path): readonly StepText[] =>
    text === undefined ? [] : [{ path, text, secrets: false }];
  switch (step.kind) {
    case "ssh":
      return [
        ...step.ssh.flatMap((text, index) => plain(text, "ssh", index)),
        ...plain(step.stdin, "stdin").map((one) => ({ ...one, secrets: true })),
      ];
    case "systemd":
      return plain(step.systemd.name, "systemd", step.systemd.action);
    case "docker":
      return plain(step.docker.name, "docker", step.docker.action);
    case "compose": {
      const { folder, restart, scale } = step.compose;
      return [
        ...plain(folder, "compose", "folder"),
        ...plain(restart, "compose", "restart"),
        ...plain(scale?.service, "compose", "scale", "service"),
        ...plain(scale?.replicas, "compose", "scale", "replicas"),
      ];
    }
    case "http": {
      const { url, headers, body } = step.http;
      return [
        ...plain(url, "http", "url"),
        ...Object.entries(headers).map(([name, text]) => ({ path: ["http", "headers", name], text, secrets: true })),
        ...plain(body, "http", "body").map((one) => ({ ...one, secrets: true })),
      ];
    }
    case "ask":
      return plain(step.ask, "ask");
    case "kubernetes": {
      const { scale, autoscale, patch, ...rest } = step.kubernetes;
      return [
        ...Object.entries(rest).flatMap(([key, text]) => plain(text, "kubernetes", key)),
        ...plain(scale?.object, "kubernetes", "scale", "object"),
        ...plain(scale?.replicas, "kubernetes", "scale", "replicas"),
        ...Object.entries(autoscale ?? {}).flatMap(([key, text]) => plain(text, "kubernetes", "autoscale", key)),
        ...plain(patch?.object, "kubernetes", "patch", "object"),
      ];
    }
    case "script":
    case "wait":
    case "until":
    case "verify":
      return [];
  }
}

function conditionProblems(query: string, path: Path, params: Parameters): readonly Problem[] {
  const known = new Set(["host", ...Object.keys(params)]);
  const samples = querySamples(params);
  const secret = parametersOf(query).find((name) => params[name]?.type === "secret");
  const message =
    templateProblem(query, known) ??
    (secret === undefined ? null : `\${${secret}} is a secret and cannot stand in a query`) ??
    queryProblem(query, samples) ??
    formProblem(query, samples);
  return message === null ? [] : [{ path, message }];
}

function formProblem(query: string, { bare, quoted }: QueryParameters): string | null {
  const values = { ...bare, ...Object.fromEntries(quoted.map((name) => [name, "x"])) };
  try {
    const isCondition = parseCondition(expandQuery(query, values)) !== null;
    return isCondition
      ? null
      : "A condition ends in a comparison with a number, such as < 85: so a value that is missing differs from one that is out of bounds";
  } catch (error) {
    if (isMidwatchError(error)) return error.message;
    throw error;
  }
}

/** How each parameter may stand in a query. */
function querySamples(params: Parameters): QueryParameters {
  const bare: Record<string, string> = {};
  const quoted = ["host"];
  for (const [name, parameter] of Object.entries(params)) {
    const sample = bareSample(parameter);
    if (sample === null) quoted.push(name);
    else bare[name] = sample;
  }
  return { bare, quoted };
}
