const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const longest = 80;

/**
 * A title as a file's name on any system: letters and digits of any script, points, dashes; never a path, never hidden,
 * never empty.
 */
export function safeFileName(title: string): string {
  const words = title
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/-{2,}/g, "-");
  // Cut by code points: half of a pair is no character.
  const name = [...words]
    .slice(0, longest)
    .join("")
    .replace(/^[-.]+|[-.]+$/g, "");
  if (name === "") return "dashboard";
  return reserved.test(name) ? `${name}-dashboard` : name;
}
