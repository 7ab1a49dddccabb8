import { XMLParser, XMLValidator } from "fast-xml-parser";

export type XmlNode = Readonly<Record<string, unknown>>;

export type XmlTree =
  | { readonly kind: "ok"; readonly root: XmlNode }
  | { readonly kind: "failed"; readonly reason: "notXml" | "truncated" | "malformed"; readonly message: string };

const listed: ReadonlySet<string> = new Set(["gpu", "mig_device", "process_info"]);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  isArray: (name) => listed.has(name),
});

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
  const document = text.slice(start, end + close.length);
  const valid = XMLValidator.validate(document);
  if (valid !== true) {
    return { kind: "failed", reason: "malformed", message: `Line ${valid.err.line}: ${valid.err.msg}` };
  }
  const parsed: unknown = parser.parse(document);
  return { kind: "ok", root: childNode(asNode(parsed), "nvidia_smi_log") };
}

const emptyNode: XmlNode = {};

function asNode(value: unknown): XmlNode {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as XmlNode) : emptyNode;
}

/** The element's child; an empty node when there is none or it holds text alone (`<remapped_rows>N/A</remapped_rows>`). */
export function childNode(node: XmlNode, ...path: readonly string[]): XmlNode {
  return path.reduce((parent, name) => asNode(parent[name]), node);
}

export function childNodes(node: XmlNode, name: string): readonly XmlNode[] {
  const children = node[name];
  return Array.isArray(children) ? children.map(asNode) : [];
}

/** The trimmed text of the element at `path`; empty when it is not there. */
export function childText(node: XmlNode, ...path: readonly string[]): string {
  const value = childNode(node, ...path.slice(0, -1))[path.at(-1) ?? ""];
  return typeof value === "string" ? value.trim() : "";
}
