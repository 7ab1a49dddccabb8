/** A run of text with its emphasis. Addresses are those of the web or of a page of this console; any other link is text. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "strong" | "emphasis" | "struck"; readonly children: readonly Inline[] }
  | { readonly kind: "link"; readonly href: string; readonly children: readonly Inline[] }
  | { readonly kind: "break" };

/** Each form with what it makes; the first that begins earliest is taken. */
const forms: readonly { readonly pattern: RegExp; readonly make: (match: RegExpExecArray) => Inline }[] = [
  { pattern: /\\([\\`*_{}[\]()#+\-.!|~<>])/, make: ([, char = ""]) => ({ kind: "text", text: char }) },
  {
    pattern: /(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)/,
    make: ([, , code = ""]) => ({ kind: "code", text: code.replace(/^ (.*) $/s, "$1") }),
  },
  {
    pattern: /!?\[([^\]]*)\]\(\s*<?([^)\s>]*)>?(?:\s+"[^"]*")?\s*\)/,
    make: ([, text = "", href = ""]) => link(href, text),
  },
  { pattern: /<(https?:\/\/[^\s>]+)>/, make: ([, href = ""]) => link(href, href) },
  {
    pattern: /https?:\/\/[^\s<>)\]]+[^\s<>)\].,;:!?'"]/,
    make: ([href]) => ({ kind: "link", href, children: [{ kind: "text", text: href }] }),
  },
  { pattern: /\*\*(?=\S)([\s\S]*?\S)\*\*/, make: ([, text = ""]) => ({ kind: "strong", children: parseInline(text) }) },
  {
    pattern: /(?<![\w_])__(?=\S)([\s\S]*?\S)__(?![\w_])/,
    make: ([, text = ""]) => ({ kind: "strong", children: parseInline(text) }),
  },
  { pattern: /~~(?=\S)([\s\S]*?\S)~~/, make: ([, text = ""]) => ({ kind: "struck", children: parseInline(text) }) },
  {
    pattern: /\*(?=[^\s*])([^*]*?[^\s*])\*/,
    make: ([, text = ""]) => ({ kind: "emphasis", children: parseInline(text) }),
  },
  {
    pattern: /(?<![\w_])_(?=[^\s_])([^_]*?[^\s_])_(?![\w_])/,
    make: ([, text = ""]) => ({ kind: "emphasis", children: parseInline(text) }),
  },
  { pattern: / {2,}\n|\\\n/, make: () => ({ kind: "break" }) },
];

/** Longer text is shown as it stands: no page of a runbook has such a paragraph. */
const mostChars = 20_000;

export function parseInline(text: string): readonly Inline[] {
  if (text.length > mostChars) return [{ kind: "text", text }];
  const found: Inline[] = [];
  for (let rest = text; rest !== ""; ) {
    let first: { readonly match: RegExpExecArray; readonly make: (match: RegExpExecArray) => Inline } | null = null;
    for (const { pattern, make } of forms) {
      const match = pattern.exec(rest);
      if (match && (first === null || match.index < first.match.index)) first = { match, make };
    }
    if (!first) {
      found.push({ kind: "text", text: rest });
      break;
    }
    const { match, make } = first;
    if (match.index > 0) found.push({ kind: "text", text: rest.slice(0, match.index) });
    found.push(make(match));
    rest = rest.slice(match.index + match[0].length);
  }
  return found;
}

function link(href: string, text: string): Inline {
  // An address that stands for itself is not read again: it would be found in itself.
  const children = text === "" || text === href ? [{ kind: "text", text: href } as const] : parseInline(text);
  if (/^(https?:\/\/|#\/)/.test(href)) return { kind: "link", href, children };
  return { kind: "text", text: text === "" ? href : text };
}
