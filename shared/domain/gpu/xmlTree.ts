import { detached } from "../../base/detached.ts";

/** An element: its text up to its first child, and what it holds. */
export interface XmlNode {
  readonly name: string;
  /** As written: `id="00000000:01:00.0"`. */
  readonly attributes: string;
  readonly text: string;
  readonly children: readonly XmlNode[];
}

export type XmlTree =
  | { readonly kind: "ok"; readonly root: XmlNode }
  | { readonly kind: "failed"; readonly reason: "notXml" | "truncated" | "malformed"; readonly message: string };

/** `text` without any `<tag>...</tag>`: what cannot be told apart from broken nesting goes as a whole. */
export function withoutBlocks(text: string, tag: string): string {
  const open = `<${tag}>`;
  const close = `</${tag}>`;
  let kept = "";
  let from = 0;
  for (;;) {
    const start = text.indexOf(open, from);
    const end = start < 0 ? -1 : text.indexOf(close, start);
    if (end < 0) return kept + text.slice(from);
    kept += text.slice(from, start);
    from = end + close.length;
  }
}

/** The first whole document in `text`. What stands around it (banners, warnings, a second tick) is ignored. */
export function readXmlTree(text: string): XmlTree {
  const start = text.indexOf("<nvidia_smi_log");
  if (start < 0) return { kind: "failed", reason: "notXml", message: text.trim().slice(0, 300) };
  const close = "</nvidia_smi_log>";
  const end = text.indexOf(close, start);
  if (end < 0) {
    return {
      kind: "failed",
      reason: "truncated",
      message: `The document ends after ${text.length - start} characters`,
    };
  }
  return readElements(text.slice(start, end + close.length));
}

interface OpenNode extends XmlNode {
  readonly children: OpenNode[];
  readonly parent: OpenNode | null;
}

/**
 * What nvidia-smi writes of XML: elements, attributes and text. A parser of all XML takes ten times as long, and
 * with 64 hosts makes a third of what a console throws away.
 */
function readElements(document: string): XmlTree {
  const top: OpenNode = { name: "", attributes: "", text: "", children: [], parent: null };
  let parent = top;
  for (let at = 0; at >= 0; ) {
    const end = document.indexOf(">", at);
    const next = document.indexOf("<", at + 1);
    if (end < 0 || (next >= 0 && next < end)) return malformed(document, at, "a tag does not end");
    if (document.startsWith("</", at)) {
      const name = document.slice(at + 2, end).trim();
      if (name !== parent.name) return malformed(document, at, `</${name}> ends <${parent.name}>`);
      parent = parent.parent ?? top;
    } else {
      const node = openNode(document, at, end, next, parent);
      if (!node) return malformed(document, at, "a tag without a name");
      parent.children.push(node);
      if (document[end - 1] !== "/") parent = node;
    }
    at = next;
  }
  return { kind: "ok", root: top.children[0] ?? top };
}

const startTag = /<([A-Za-z_][\w.:-]*)\s*([^>]*?)\/?>/y;

function openNode(document: string, at: number, end: number, next: number, parent: OpenNode): OpenNode | null {
  startTag.lastIndex = at;
  const tag = startTag.exec(document);
  if (!tag) return null;
  const text = detached(unescaped(document.slice(end + 1, next).trim()));
  return { name: tag[1] ?? "", attributes: tag[2] ?? "", text, children: [], parent };
}

const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
  "&quot;": '"',
  "&apos;": "'",
};

function unescaped(text: string): string {
  return text.includes("&") ? text.replace(/&(?:lt|gt|amp|quot|apos);/g, (entity) => entities[entity] ?? entity) : text;
}

function malformed(document: string, at: number, what: string): XmlTree {
  const line = document.slice(0, at).split("\n").length;
  return { kind: "failed", reason: "malformed", message: `Line ${line}: ${what}` };
}

const noNode: XmlNode = { name: "", attributes: "", text: "", children: [] };

/** The element at `path`; an empty one when there is none. */
export function childNode(node: XmlNode, ...path: readonly string[]): XmlNode {
  return path.reduce((parent, name) => parent.children.find((child) => child.name === name) ?? noNode, node);
}

export function childNodes(node: XmlNode, name: string): readonly XmlNode[] {
  return node.children.filter((child) => child.name === name);
}

/** The trimmed text of the element at `path`; empty when it is not there or holds elements alone. */
export function childText(node: XmlNode, ...path: readonly string[]): string {
  return childNode(node, ...path).text;
}

/** The value of an attribute; empty when it is not there. */
export function attribute(node: XmlNode, name: string): string {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(node.attributes)?.[1] ?? "";
}
