/**
 * A GPU's product name as people say it: `NVIDIA H100 80GB HBM3` is `H100 80 GB`, `NVIDIA A100-SXM4-80GB` is `A100 80 GB`,
 * `NVIDIA GeForce RTX 3090` is `RTX 3090`. A name without a memory size keeps all its words.
 */
export function shortModelName(name: string): string {
  const plain = name.replace(/^NVIDIA\s+/i, "").replace(/^(Tesla|GeForce|Quadro)\s+/i, "");
  const sized = /^(.*?)[\s-]+(\d+)\s?GB\b/.exec(plain);
  if (!sized) return plain;
  const [, family = "", gigabytes = ""] = sized;
  return `${family.replace(/[\s-]+(SXM\d?|PCIe|NVL|OAM)\b.*$/i, "")} ${gigabytes} GB`;
}

/** One text for a host's GPUs: the first model, and how many others there are. Null without GPUs. */
export function modelsText(names: readonly string[]): string | null {
  const [first, ...others] = new Set([...new Set(names)].map(shortModelName));
  if (first === undefined) return null;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
