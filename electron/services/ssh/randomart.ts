const width = 17;
const height = 9;
const symbols = " .o+=*BOX@%&#/^";

/** OpenSSH's picture of a digest: a bishop walks by pairs of bits and each visit darkens a square; S is the start, E the end. */
export function randomart(digest: Uint8Array, title: string, hash: string): string {
  const visits = new Uint8Array(width * height);
  const start = Math.floor(height / 2) * width + Math.floor(width / 2);
  let [x, y] = [Math.floor(width / 2), Math.floor(height / 2)];
  for (const byte of digest) {
    for (let shift = 0; shift < 8; shift += 2) {
      const step = byte >> shift;
      x = Math.min(width - 1, Math.max(0, x + (step & 1 ? 1 : -1)));
      y = Math.min(height - 1, Math.max(0, y + (step & 2 ? 1 : -1)));
      const at = y * width + x;
      if ((visits[at] ?? 0) < symbols.length - 1) visits[at] = (visits[at] ?? 0) + 1;
    }
  }
  const end = y * width + x;
  const square = (at: number) => (at === end ? "E" : at === start ? "S" : symbols[visits[at] ?? 0]);
  const rows = Array.from({ length: height }, (_, row) => {
    const cells = Array.from({ length: width }, (_unused, column) => square(row * width + column));
    return `|${cells.join("")}|`;
  });
  return [edge(`[${title}]`), ...rows, edge(`[${hash}]`)].join("\n");
}

function edge(label: string): string {
  const left = Math.floor((width - label.length) / 2);
  return `+${"-".repeat(Math.max(0, left))}${label}${"-".repeat(Math.max(0, width - label.length - left))}+`;
}
