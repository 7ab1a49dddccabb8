/** `${name}` in a runbook's text; `$${` stands for `${` itself. */
const placeholder = /\$(\$\{)|\$\{([a-z][a-z0-9_]*)\}|\$\{([^}]*)\}?/g;

/** Values by parameter; `host` is the target's name. */
export type Values = Readonly<Record<string, string>>;

/** The parameters that a text names, each once, in order. */
export function parametersOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(placeholder)].flatMap(([, , name]) => name ?? []))];
}

/** What is wrong with the text's placeholders: a name that is no name, or one that is not among `known`. */
export function templateProblem(text: string, known: ReadonlySet<string>): string | null {
  for (const [whole, escaped, name] of text.matchAll(placeholder)) {
    if (escaped !== undefined) continue;
    if (name === undefined) return `${whole} names no parameter: write \${name}, or $\${ for the characters themselves`;
    if (!known.has(name)) return `\${${name}} is no parameter of this runbook: it has ${[...known].join(", ")}`;
  }
  return null;
}

/** The text with its values in place, as text and nothing else. A value that is missing is a bug. */
export function expandText(text: string, values: Values): string {
  return text.replace(placeholder, (whole, escaped: string | undefined, name: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = name === undefined ? undefined : values[name];
    if (value === undefined) throw new Error(`${whole} has no value`);
    return value;
  });
}

/**
 * The text with all values but those of `later`: it remains a template, which `expandText` ends with the rest. What looks like
 * a placeholder inside of a value is only text then as well.
 */
export function expandPartly(text: string, values: Values, later: ReadonlySet<string>): string {
  return text.replace(placeholder, (whole, escaped: string | undefined, name: string | undefined) => {
    if (escaped !== undefined || (name !== undefined && later.has(name))) return whole;
    return expandText(whole, values).replaceAll("${", "$$${");
  });
}

/**
 * One argument of a command. A value never becomes two arguments: the list has as many as the runbook has. Null when the value
 * would turn the argument into an option (it begins with a dash where the runbook has none) or cannot be an argument (NUL).
 */
export function expandArgument(text: string, values: Values): string | null {
  const argument = expandText(text, values);
  if (argument.includes("\0")) return null;
  return argument.startsWith("-") && !text.startsWith("-") ? null : argument;
}
