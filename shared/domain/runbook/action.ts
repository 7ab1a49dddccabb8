import { MidwatchError } from "../../base/errors.ts";
import { type ClusterAction, clusterActionOf } from "../kubernetes/clusterAction.ts";
import { type Condition, parseCondition } from "./condition.ts";
import { expandQuery } from "./queryTemplate.ts";
import type { Step } from "./step.ts";
import { expandArgument, expandPartly, expandText, type Values } from "./template.ts";

/** What a step is for one target, with every value in its place: exactly what runs. */
export type Action =
  | {
      readonly kind: "command";
      readonly argv: readonly string[];
      /** May still name secrets (`${token}`): they are put in when it runs, and only here. */
      readonly stdin: string | null;
      readonly isScript: boolean;
      readonly sudo: boolean;
    }
  | {
      readonly kind: "http";
      readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
      readonly url: string;
      /** May still name secrets, as `stdin`. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | null;
      readonly expect: number;
    }
  | { readonly kind: "wait"; readonly waitMs: number }
  | { readonly kind: "until"; readonly condition: Condition; readonly source: string }
  | { readonly kind: "verify"; readonly condition: Condition; readonly source: string; readonly windowMs: number }
  | { readonly kind: "ask"; readonly text: string }
  /** Its parameter has no value. */
  | { readonly kind: "skip"; readonly parameter: string }
  | ClusterAction;

type Command = Extract<Action, { readonly kind: "command" }>;

/** `host` and the run's parameters; secrets by their reference, and apart, so that they are not put in early. */
export interface ActionValues {
  readonly values: Values;
  readonly secrets: ReadonlySet<string>;
}

/** Throws BAD_REQUEST for a value that cannot be an argument, or names no object. */
export function actionOf(step: Step, given: ActionValues): Action {
  const { values, secrets } = given;
  const later = (text: string) => expandPartly(text, values, secrets);
  const command = (argv: readonly string[], sudo: boolean, rest: Partial<Command> = {}): Action => ({
    kind: "command",
    argv: [...(sudo ? ["sudo", "-n"] : []), ...argv],
    stdin: null,
    isScript: false,
    sudo,
    ...rest,
  });
  if (isSkipped(step, values)) return { kind: "skip", parameter: step.when };
  const expanded = (template: readonly string[]) => template.map((text) => argument(text, values));
  switch (step.kind) {
    case "ssh":
      return command(expanded(step.ssh), step.sudo, step.stdin === undefined ? {} : { stdin: later(step.stdin) });
    case "script":
      return command([...variables(given), "sh", "-c", step.script], step.sudo, { isScript: true });
    case "systemd":
      // The words that people allow in sudoers; no value can be an option here, so nothing has to end them.
      return command(["systemctl", step.systemd.action, argument(step.systemd.name, values)], step.sudo);
    case "docker":
      return command(["docker", step.docker.action, "--", argument(step.docker.name, values)], step.sudo);
    case "compose":
      return command(expanded(composeArguments(step.compose)), step.sudo);
    case "http": {
      const { method, url, headers, body, expect } = step.http;
      return {
        kind: "http",
        method,
        url: expandText(url, values),
        headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, later(text)])),
        body: body === undefined ? null : later(body),
        expect,
      };
    }
    case "wait":
      return { kind: "wait", waitMs: step.wait };
    case "until":
      return { kind: "until", condition: conditionOf(step.until, values), source: step.source };
    case "verify":
      return {
        kind: "verify",
        condition: conditionOf(step.verify, values),
        source: step.source,
        windowMs: step.window,
      };
    case "ask":
      return { kind: "ask", text: expandText(step.ask, values) };
    case "kubernetes":
      return clusterActionOf(step.kubernetes, values.host ?? "", (text) => expandText(text, values));
  }
}

/** Whether a step is left out, for its parameter has no value. */
export function isSkipped(step: Step, values: Values): step is Step & { readonly when: string } {
  return "when" in step && step.when !== undefined && values[step.when] === "";
}

/** The condition of a check, guard or verification with its values. */
export function conditionOf(query: string, values: Values): Condition {
  const condition = parseCondition(expandQuery(query, values));
  if (!condition) throw new Error(`${query} is no condition`);
  return condition;
}

/** Values reach a script as variables of its environment, never as a part of its text. */
function variables({ values, secrets }: ActionValues): readonly string[] {
  const shown = Object.entries(values).filter(([name]) => !secrets.has(name));
  return ["env", ...shown.map(([name, value]) => `${name}=${value}`)];
}

function argument(text: string, values: Values): string {
  const expanded = expandArgument(text, values);
  if (expanded !== null) return expanded;
  throw new MidwatchError(
    "BAD_REQUEST",
    `${text} would become ${JSON.stringify(expandText(text, values))}: an argument that begins with a dash is an option, and the runbook has none there`,
  );
}

function composeArguments({
  folder,
  restart,
  scale,
}: Extract<Step, { kind: "compose" }>["compose"]): readonly string[] {
  const compose = ["docker", "compose", "--project-directory", folder];
  if (restart !== undefined) return [...compose, "restart", "--", restart];
  const { service = "", replicas = "" } = scale ?? {};
  return [...compose, "up", "--detach", "--no-recreate", "--scale", `${service}=${replicas}`, "--", service];
}
