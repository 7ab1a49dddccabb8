/** What a person says who has no queries yet. */
export type SliForm =
  /** A counter of events, and the labels of the bad ones. */
  | { readonly kind: "availability"; readonly events: string; readonly bad: string }
  /** A histogram, its labels, and the bound within which an event is good. */
  | { readonly kind: "latency"; readonly histogram: string; readonly labels: string; readonly bound: string }
  /** An expression that holds while all is well. */
  | { readonly kind: "time"; readonly expr: string; readonly operator: ">" | ">=" | "<" | "<="; readonly value: string }
  | { readonly kind: "queries"; readonly error: string; readonly total: string | null };

/** What holds when the condition does not. */
const broken = { ">": "<=", ">=": "<", "<": ">=", "<=": ">" } as const;

/** The queries that count it, with `{{.window}}` for their range. */
export function formQueries(form: SliForm): { readonly error: string; readonly total: string | null } {
  switch (form.kind) {
    case "queries":
      return { error: form.error, total: form.total };
    case "availability":
      return { error: rate(withMatchers(form.events, form.bad)), total: rate(form.events.trim()) };
    case "latency": {
      const name = form.histogram.trim().replace(/_(bucket|count|sum)$/, "");
      const total = rate(withMatchers(`${name}_count`, form.labels));
      const bucket = withMatchers(
        `${name}_bucket`,
        [form.labels.trim(), `le="${form.bound.trim()}"`].filter(Boolean).join(", "),
      );
      return { error: `${total} - ${rate(bucket)}`, total };
    }
    case "time": {
      const bad = `(${form.expr.trim()}) ${broken[form.operator]} bool ${form.value.trim()}`;
      return { error: `avg_over_time((${bad})[{{.window}}:1m])`, total: null };
    }
  }
}

function rate(selector: string): string {
  return `sum(rate(${selector}[{{.window}}]))`;
}

/** A selector with more matchers between its braces. */
function withMatchers(selector: string, matchers: string): string {
  const [text, more] = [selector.trim(), matchers.trim()];
  if (more === "") return text;
  const braces = /^(.*)\{\s*(.*?)\s*,?\s*\}$/s.exec(text);
  if (!braces) return `${text}{${more}}`;
  return `${braces[1]}{${[braces[2], more].filter(Boolean).join(", ")}}`;
}
