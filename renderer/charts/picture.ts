/** What a picture of a chart says of it: a picture goes where nobody can ask. */
export interface PictureWords {
  /** Lines above the chart: what was asked, of whom, and when. */
  readonly heading: readonly string[];
  /** Below it; `colour` is null for what is not drawn as a line. */
  readonly legend: readonly { readonly colour: string | null; readonly text: string }[];
}

const lineHeight = 18;
const margin = 12;
const swatchWidth = 16;
const legendGap = 20;

/** The chart as it is drawn, its words around it, in the theme's colours. */
export async function toPng(container: HTMLElement, { heading, legend }: PictureWords): Promise<Blob> {
  const drawn = container.querySelector("canvas");
  if (!drawn) throw new Error("No chart is drawn");
  const ratio = drawn.width / Math.max(1, drawn.clientWidth);
  const width = drawn.width / ratio;
  const picture = document.createElement("canvas");
  const context = picture.getContext("2d");
  if (!context) throw new Error("This browser gives no canvas to draw on");
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = `12px ${colour("--font-mono") || "monospace"}`;
  context.font = font;
  const entries = placeLegend(context, legend, width);
  const top = heading.length * lineHeight + margin;
  const bottom = entries.rows * lineHeight + (entries.rows > 0 ? margin : 0);

  picture.width = drawn.width;
  picture.height = Math.ceil(drawn.height + (top + bottom) * ratio);
  context.fillStyle = colour("--bg-1");
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(drawn, 0, top * ratio);
  context.scale(ratio, ratio);
  context.font = font;
  context.textBaseline = "middle";
  heading.forEach((line, index) => {
    context.fillStyle = colour(index === heading.length - 1 ? "--fg-2" : "--fg-0");
    context.fillText(clipped(context, line, width - 2 * margin), margin, margin / 2 + (index + 0.5) * lineHeight);
  });
  for (const { x, row, entry } of entries.placed) {
    const y = picture.height / ratio - bottom + (row + 0.5) * lineHeight;
    context.fillStyle = entry.colour ?? colour("--fg-2");
    if (entry.colour !== null) context.fillRect(x, y - 1, 10, 2);
    context.fillStyle = colour("--fg-1");
    context.fillText(clipped(context, entry.text, width - x - swatchWidth - margin), x + swatchWidth, y);
  }
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be made"))), "image/png");
  });
}

/** Side by side as long as there is room, then in the next row. */
function placeLegend(context: CanvasRenderingContext2D, legend: PictureWords["legend"], width: number) {
  const placed: { readonly x: number; readonly row: number; readonly entry: PictureWords["legend"][number] }[] = [];
  let x = margin;
  let row = 0;
  for (const entry of legend) {
    const takes = swatchWidth + context.measureText(entry.text).width;
    if (x > margin && x + takes > width - margin) {
      x = margin;
      row += 1;
    }
    placed.push({ x, row, entry });
    x += takes + legendGap;
  }
  return { placed, rows: placed.length === 0 ? 0 : row + 1 };
}

function clipped(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 0 && context.measureText(`${text.slice(0, length)}\u2026`).width > width) length -= 1;
  return `${text.slice(0, length)}\u2026`;
}
