/** What is chosen on a dashboard, as its address holds it. */
export interface Chosen {
  readonly variables: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** Which source stands for a data source that the dashboard names. */
  readonly sources: readonly { readonly name: string; readonly source: string }[];
}

const variablePrefix = "var-";
const sourcePrefix = "source-";

/** `var-job=api&var-job=db&source-Main=eu`; anything else is left out. */
export function parseChosen(query: string): Chosen {
  const variables = new Map<string, string[]>();
  const sources = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(query)) {
    if (key.startsWith(sourcePrefix)) sources.set(key.slice(sourcePrefix.length), value);
    if (!key.startsWith(variablePrefix)) continue;
    const name = key.slice(variablePrefix.length);
    const values = variables.get(name);
    if (values) values.push(value);
    else variables.set(name, [value]);
  }
  return {
    variables: [...variables].map(([name, values]) => ({ name, values })),
    sources: [...sources].map(([name, source]) => ({ name, source })),
  };
}

export function formatChosen({ variables, sources }: Chosen): string {
  const query = new URLSearchParams();
  for (const { name, values } of variables) for (const value of values) query.append(`${variablePrefix}${name}`, value);
  for (const { name, source } of sources) query.append(`${sourcePrefix}${name}`, source);
  return query.toString();
}

export function withVariable(chosen: Chosen, name: string, values: readonly string[]): Chosen {
  return { ...chosen, variables: [...chosen.variables.filter((entry) => entry.name !== name), { name, values }] };
}

export function withSource(chosen: Chosen, name: string, source: string): Chosen {
  return { ...chosen, sources: [...chosen.sources.filter((entry) => entry.name !== name), { name, source }] };
}
