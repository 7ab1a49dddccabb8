import type { TemplateFunction } from "./builtins.ts";
import { goText } from "./goPrintf.ts";
import type { ControlNode, Operand, Pipeline, Template, TemplateNode } from "./parseTemplate.ts";
import { isList, isMap, isTrue, listOf, TemplateFailure, type TemplateValue } from "./templateValue.ts";

/** A rule's annotation is a few lines: more comes of a template that went wrong. */
const longestText = 65_536;
const deepestCall = 50;
const mostSteps = 100_000;

/** Runs a template over `data`; throws `TemplateFailure`. */
export function executeTemplate(
  template: Template,
  functions: Readonly<Record<string, TemplateFunction>>,
  data: TemplateValue,
): string {
  const run = new Execution(template, functions);
  run.nodes(template.nodes, data, new Scope(null, "$", data), 0);
  return run.text;
}

class Scope {
  private readonly outer: Scope | null;
  private readonly values = new Map<string, TemplateValue>();

  constructor(outer: Scope | null, name?: string, value?: TemplateValue) {
    this.outer = outer;
    if (name !== undefined && value !== undefined) this.values.set(name, value);
  }

  declare(name: string, value: TemplateValue): void {
    this.values.set(name, value);
  }

  assign(name: string, value: TemplateValue): void {
    if (this.values.has(name) || !this.outer) this.values.set(name, value);
    else this.outer.assign(name, value);
  }

  get(name: string): TemplateValue {
    const value = this.values.get(name);
    if (value !== undefined) return value;
    if (this.outer) return this.outer.get(name);
    throw new TemplateFailure(`undefined variable ${JSON.stringify(name)}`);
  }
}

type Flow = "on" | "break" | "continue";

class Execution {
  text = "";
  private readonly template: Template;
  private readonly functions: Readonly<Record<string, TemplateFunction>>;
  private steps = 0;

  constructor(template: Template, functions: Readonly<Record<string, TemplateFunction>>) {
    this.template = template;
    this.functions = functions;
  }

  nodes(nodes: readonly TemplateNode[], dot: TemplateValue, scope: Scope, depth: number): Flow {
    for (const node of nodes) {
      const flow = this.node(node, dot, scope, depth);
      if (flow !== "on") return flow;
    }
    return "on";
  }

  private node(node: TemplateNode, dot: TemplateValue, scope: Scope, depth: number): Flow {
    this.steps += 1;
    if (this.steps > mostSteps) throw new TemplateFailure("the template takes too long");
    switch (node.kind) {
      case "text":
        this.write(node.text);
        return "on";
      case "value": {
        const value = this.pipeline(node.pipeline, dot, scope);
        if (node.pipeline.names.length === 0) this.write(value === null ? "<no value>" : goText(value));
        return "on";
      }
      case "if":
      case "with": {
        const inner = new Scope(scope);
        const value = this.pipeline(node.pipeline, dot, inner);
        const next = node.kind === "with" && isTrue(value) ? value : dot;
        return this.nodes(isTrue(value) ? node.body : node.otherwise, next, new Scope(inner), depth);
      }
      case "range":
        return this.range(node, dot, scope, depth);
      case "template": {
        const body = this.template.defined.get(node.name);
        if (!body) throw new TemplateFailure(`template ${JSON.stringify(node.name)} not defined`);
        if (depth >= deepestCall) throw new TemplateFailure("exceeded maximum template depth");
        const data = node.pipeline ? this.pipeline(node.pipeline, dot, scope) : null;
        this.nodes(body, data, new Scope(null, "$", data), depth + 1);
        return "on";
      }
      case "break":
      case "continue":
        return node.kind;
    }
  }

  private range(node: ControlNode, dot: TemplateValue, scope: Scope, depth: number): Flow {
    const { names, commands } = node.pipeline;
    const inner = new Scope(scope);
    const over = this.pipeline({ names: [], assigns: false, commands }, dot, inner);
    const entries = entriesOf(over);
    if (entries.length === 0) return this.nodes(node.otherwise, dot, new Scope(inner), depth);
    for (const [key, value] of entries) {
      const [first, second] = names;
      if (first !== undefined) inner.declare(first, second === undefined ? value : key);
      if (second !== undefined) inner.declare(second, value);
      if (this.nodes(node.body, value, new Scope(inner), depth) === "break") break;
    }
    return "on";
  }

  private pipeline({ names, assigns, commands }: Pipeline, dot: TemplateValue, scope: Scope): TemplateValue {
    let value: TemplateValue | undefined;
    for (const command of commands) value = this.command(command, value, dot, scope);
    const result = value ?? null;
    for (const name of names) {
      if (assigns) scope.assign(name, result);
      else scope.declare(name, result);
    }
    return result;
  }

  /** `piped` is the value of the command before, and the last argument of this one. */
  private command(
    [first, ...rest]: readonly Operand[],
    piped: TemplateValue | undefined,
    dot: TemplateValue,
    scope: Scope,
  ): TemplateValue {
    if (!first) throw new TemplateFailure("missing value for command");
    if (first.kind !== "function") {
      if (rest.length > 0 || piped !== undefined) throw new TemplateFailure("can't give argument to non-function");
      return this.operand(first, dot, scope);
    }
    if (first.name === "and" || first.name === "or") return this.shortcut(first.name, rest, piped, dot, scope);
    const args = rest.map((operand) => this.operand(operand, dot, scope));
    return this.call(first.name, piped === undefined ? args : [...args, piped]);
  }

  private call(name: string, args: readonly TemplateValue[]): TemplateValue {
    const call = this.functions[name];
    if (!call) throw new TemplateFailure(`function ${JSON.stringify(name)} not defined`);
    try {
      return call(...args);
    } catch (error) {
      if (error instanceof TemplateFailure) throw new TemplateFailure(`error calling ${name}: ${error.message}`);
      throw error;
    }
  }

  /** What follows the operand that decides is not computed. */
  private shortcut(
    name: "and" | "or",
    operands: readonly Operand[],
    piped: TemplateValue | undefined,
    dot: TemplateValue,
    scope: Scope,
  ): TemplateValue {
    let value: TemplateValue = null;
    for (const operand of operands) {
      value = this.operand(operand, dot, scope);
      if (isTrue(value) === (name === "or")) return value;
    }
    return piped === undefined ? value : piped;
  }

  private operand(operand: Operand, dot: TemplateValue, scope: Scope): TemplateValue {
    switch (operand.kind) {
      case "literal":
        return operand.value;
      case "function":
        return this.call(operand.name, []);
      case "dot":
        return operand.fields.reduce(fieldOf, dot);
      case "variable":
        return operand.fields.reduce(fieldOf, scope.get(operand.name));
      case "pipeline":
        return operand.fields.reduce(fieldOf, this.pipeline(operand.pipeline, dot, scope));
    }
  }

  private write(text: string): void {
    this.text += text;
    if (this.text.length > longestText) throw new TemplateFailure("the text is too long");
  }
}

function fieldOf(value: TemplateValue, name: string): TemplateValue {
  if (!isMap(value)) throw new TemplateFailure(`can't evaluate field ${name}`);
  const found = Object.hasOwn(value.entries, name) ? value.entries[name] : undefined;
  if (found !== undefined) return found;
  if (value.fields) throw new TemplateFailure(`can't evaluate field ${name}`);
  return "";
}

/** Lists by index, maps by sorted key, a whole number by counting to it. */
function entriesOf(value: TemplateValue): readonly (readonly [TemplateValue, TemplateValue])[] {
  if (isList(value)) return value.items.map((item, i) => [BigInt(i), item] as const);
  if (isMap(value) && !value.fields) return Object.entries(value.entries).sort(([a], [b]) => (a < b ? -1 : 1));
  if (typeof value === "bigint") {
    const count = Math.min(Number(value), mostSteps);
    return entriesOf(listOf(Array.from({ length: Math.max(0, count) }, (_, i) => BigInt(i))));
  }
  if (value === null) return [];
  throw new TemplateFailure(`range can't iterate over ${goText(value)}`);
}
