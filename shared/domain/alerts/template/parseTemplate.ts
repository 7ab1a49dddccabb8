import { type ActionToken, lexTemplate, type TemplatePart } from "./lexTemplate.ts";
import { TemplateFailure, type TemplateValue } from "./templateValue.ts";

/** Part of a command: a value, something looked up, or a pipeline in parentheses; `fields` are taken of it in turn. */
export type Operand =
  | { readonly kind: "literal"; readonly value: TemplateValue }
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "dot"; readonly fields: readonly string[] }
  | { readonly kind: "variable"; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: "pipeline"; readonly pipeline: Pipeline; readonly fields: readonly string[] };

export interface Pipeline {
  /** Variables that take the value; two of a range are index and element. */
  readonly names: readonly string[];
  /** False for `:=`, which makes the variable. */
  readonly assigns: boolean;
  readonly commands: readonly (readonly Operand[])[];
}

/** What runs its body once, many times or not at all. */
export interface ControlNode {
  readonly kind: "if" | "with" | "range";
  readonly pipeline: Pipeline;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly pipeline: Pipeline }
  | ControlNode
  | { readonly kind: "template"; readonly name: string; readonly pipeline: Pipeline | null }
  | { readonly kind: "break" | "continue" };

export interface Template {
  readonly nodes: readonly TemplateNode[];
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>;
}

/** Reads Go's text/template; throws `TemplateFailure`. `functions` are the names that may be called. */
export function parseTemplate(text: string, functions: ReadonlySet<string>): Template {
  const parser = new TemplateParser(lexTemplate(text), functions);
  const { nodes, end } = parser.block(["$"]);
  if (end) throw new TemplateFailure(`unexpected {{${end}}}`);
  return { nodes, defined: parser.defined };
}

interface Block {
  readonly nodes: readonly TemplateNode[];
  /** The word that ended it: `end`, `else`, or null at the end of the template. */
  readonly end: string | null;
  /** What stands behind `else`. */
  readonly rest: readonly ActionToken[];
}

class TemplateParser {
  readonly defined = new Map<string, readonly TemplateNode[]>();
  private readonly parts: readonly TemplatePart[];
  private readonly functions: ReadonlySet<string>;
  private next = 0;

  constructor(parts: readonly TemplatePart[], functions: ReadonlySet<string>) {
    this.parts = parts;
    this.functions = functions;
  }

  /** Up to the action that ends it. `scope` are the variables that exist, and grows. */
  block(scope: string[]): Block {
    const nodes: TemplateNode[] = [];
    for (let part = this.parts[this.next++]; part; part = this.parts[this.next++]) {
      if (part.kind === "text") {
        nodes.push(part);
        continue;
      }
      const [first, ...rest] = part.tokens;
      if (!first) throw new TemplateFailure("missing value for command");
      const word = first.kind === "word" ? first.text : "";
      if (word === "end" || word === "else") return { nodes, end: word, rest };
      const node = this.keyword(word, rest, scope);
      if (node === undefined) nodes.push({ kind: "value", pipeline: this.pipeline(part.tokens, scope) });
      else if (node) nodes.push(node);
    }
    return { nodes, end: null, rest: [] };
  }

  /** Undefined for a word that is none, null for what leaves nothing where it stands. */
  private keyword(word: string, rest: readonly ActionToken[], scope: string[]): TemplateNode | null | undefined {
    switch (word) {
      case "if":
      case "with":
      case "range":
        return this.control(word, rest, scope);
      case "break":
      case "continue":
        return { kind: word };
      case "template":
        return { kind: "template", name: nameIn(rest), pipeline: this.argument(rest, scope) };
      case "define":
        this.define(rest);
        return null;
      case "block":
        this.define(rest);
        return { kind: "template", name: nameIn(rest), pipeline: this.argument(rest, scope) };
      default:
        return undefined;
    }
  }

  private control(
    kind: "if" | "with" | "range",
    tokens: readonly ActionToken[],
    scope: readonly string[],
  ): TemplateNode {
    const inner = [...scope];
    const pipeline = this.pipeline(tokens, inner);
    const body = this.block([...inner]);
    if (body.end === "end") return { kind, pipeline, body: body.nodes, otherwise: [] };
    if (body.end !== "else") throw new TemplateFailure(`{{${kind}}} has no {{end}}`);
    const [word, ...rest] = body.rest;
    if (word) {
      if (word.kind !== "word" || (word.text !== "if" && word.text !== "with")) {
        throw new TemplateFailure(`unexpected ${JSON.stringify(word.text)} after else`);
      }
      return { kind, pipeline, body: body.nodes, otherwise: [this.control(word.text, rest, inner)] };
    }
    const otherwise = this.block(inner);
    if (otherwise.end !== "end") throw new TemplateFailure(`{{${kind}}} has no {{end}}`);
    return { kind, pipeline, body: body.nodes, otherwise: otherwise.nodes };
  }

  private define(tokens: readonly ActionToken[]): void {
    const name = nameIn(tokens);
    const body = this.block(["$"]);
    if (body.end !== "end") throw new TemplateFailure(`{{define ${JSON.stringify(name)}}} has no {{end}}`);
    this.defined.set(name, body.nodes);
  }

  private argument(tokens: readonly ActionToken[], scope: string[]): Pipeline | null {
    return tokens.length > 1 ? this.pipeline(tokens.slice(1), scope) : null;
  }

  private pipeline(tokens: readonly ActionToken[], scope: string[]): Pipeline {
    const sign = tokens.findIndex(({ kind, text }) => kind === "symbol" && (text === ":=" || text === "="));
    const names =
      sign === -1
        ? []
        : tokens
            .slice(0, sign)
            .filter(({ kind }) => kind === "variable")
            .map(({ text }) => text);
    if (sign !== -1 && (names.length === 0 || names.length > 2))
      throw new TemplateFailure("unexpected := in an action");
    const assigns = tokens[sign]?.text === "=";
    for (const name of assigns ? names : []) refuseUnknown(name, scope);
    const reader = { tokens: tokens.slice(sign + 1), at: 0 };
    const commands = this.commands(reader, scope);
    if (reader.at < reader.tokens.length) throw new TemplateFailure("unexpected ) in an action");
    if (!assigns) scope.push(...names);
    return { names, assigns, commands };
  }

  private commands(reader: TokenReader, scope: readonly string[]): readonly (readonly Operand[])[] {
    const commands: Operand[][] = [];
    let command: Operand[] = [];
    for (let token = reader.tokens[reader.at]; token; token = reader.tokens[reader.at]) {
      if (token.kind === "symbol" && token.text === ")") break;
      if (token.kind === "symbol" && token.text === "|") {
        if (command.length === 0) throw new TemplateFailure("missing value for command");
        commands.push(command);
        command = [];
        reader.at += 1;
      } else command.push(this.operand(reader, scope));
    }
    if (command.length === 0) throw new TemplateFailure("missing value for command");
    commands.push(command);
    const literal = commands.slice(1).find(([first]) => first?.kind === "literal");
    if (literal) throw new TemplateFailure("non executable command in pipeline");
    return commands;
  }

  private operand(reader: TokenReader, scope: readonly string[]): Operand {
    const token = reader.tokens[reader.at++];
    switch (token?.kind) {
      case "string":
        return { kind: "literal", value: token.text };
      case "number":
        return { kind: "literal", value: numberOf(token.text) };
      case "variable":
        refuseUnknown(token.text, scope);
        return { kind: "variable", name: token.text, fields: fieldsAt(reader) };
      case "field":
        return { kind: "dot", fields: [...(token.text === "" ? [] : [token.text]), ...fieldsAt(reader)] };
      case "word":
        return this.word(token.text);
      case "symbol": {
        if (token.text !== "(") break;
        const commands = this.commands(reader, scope);
        if (reader.tokens[reader.at++]?.text !== ")") throw new TemplateFailure("unclosed left paren");
        return { kind: "pipeline", pipeline: { names: [], assigns: false, commands }, fields: fieldsAt(reader) };
      }
      default:
        break;
    }
    throw new TemplateFailure(`unexpected ${JSON.stringify(token?.text ?? "")} in an action`);
  }

  private word(text: string): Operand {
    if (text === "true" || text === "false") return { kind: "literal", value: text === "true" };
    if (text === "nil") return { kind: "literal", value: null };
    if (!this.functions.has(text)) throw new TemplateFailure(`function ${JSON.stringify(text)} not defined`);
    return { kind: "function", name: text };
  }
}

interface TokenReader {
  readonly tokens: readonly ActionToken[];
  at: number;
}

/** `.a.b` right behind an operand, without a blank between. */
function fieldsAt(reader: TokenReader): readonly string[] {
  const fields: string[] = [];
  for (let token = reader.tokens[reader.at]; token?.kind === "field" && !token.spaced && token.text !== ""; ) {
    fields.push(token.text);
    token = reader.tokens[++reader.at];
  }
  return fields;
}

function refuseUnknown(name: string, scope: readonly string[]): void {
  if (!scope.includes(name)) throw new TemplateFailure(`undefined variable ${JSON.stringify(name)}`);
}

function nameIn([name]: readonly ActionToken[]): string {
  if (name?.kind !== "string") throw new TemplateFailure("a template is named by a string");
  return name.text;
}

function numberOf(text: string): number | bigint {
  const digits = text.replaceAll("_", "");
  if (!/^[+-]?(\d+|0[xX][0-9a-fA-F]+)$/.test(digits)) return Number(digits);
  return digits.startsWith("-") ? -BigInt(digits.slice(1)) : BigInt(digits.replace("+", ""));
}
