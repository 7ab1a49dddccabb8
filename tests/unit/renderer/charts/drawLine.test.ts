import uPlot from "uplot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type DashPhase, drawLine, type LineStyle, type Stretch } from "../../../../renderer/charts/drawLine.ts";

/** Remembers what is drawn as text: `M0,10 L1,10`. */
class RecordingPath {
  readonly ops: string[] = [];
  moveTo(x: number, y: number) {
    this.ops.push(`M${round(x)},${round(y)}`);
  }
  lineTo(x: number, y: number) {
    this.ops.push(`L${round(x)},${round(y)}`);
  }
  rect(x: number, y: number) {
    this.ops.push(`dot${round(x + 0.5)},${round(y + 0.5)}`);
  }
  closePath() {
    this.ops.push("Z");
  }
}

const round = (value: number) => Number(value.toFixed(2));
const gap = Number.NaN;
const plain: LineStyle = { colour: "red", width: 1.5, alpha: 1, dash: null, fill: null };

beforeEach(() => {
  vi.stubGlobal("Path2D", RecordingPath);
  uPlot.pxRatio = 1;
});
afterEach(() => vi.unstubAllGlobals());

/** A plot of `width` x 100 px over times 0 to `toMs` and values 0 to 100. */
function draw(
  values: readonly number[],
  style: LineStyle = plain,
  { width = 100, toMs = 100, ...stretch }: Partial<Stretch> & { readonly width?: number; readonly toMs?: number } = {},
) {
  const strokes: { path: RecordingPath; width: number }[] = [];
  const fills: { path: RecordingPath; colour: string; alpha: number }[] = [];
  const ctx = {
    lineWidth: 0,
    fillStyle: "",
    globalAlpha: 1,
    save() {},
    restore() {},
    translate() {},
    setLineDash() {},
    stroke(path: RecordingPath) {
      strokes.push({ path, width: this.lineWidth });
    },
    fill(path: RecordingPath) {
      fills.push({ path, colour: this.fillStyle, alpha: this.globalAlpha });
    },
  };
  const plot = {
    bbox: { left: 0, top: 0, width, height: 100 },
    scales: { x: { min: 0, max: toMs }, y: { min: 0, max: 100 } },
  };
  const times = Float64Array.from(values, (_, i) => (i * toMs) / Math.max(1, values.length - 1));
  const phase: DashPhase = Reflect.apply(drawLine, null, [
    ctx,
    plot,
    times,
    Float64Array.from(values),
    style,
    { from: 0, phase: null, resumeAt: values.length - 1, ...stretch },
  ]);
  return { strokes, fills, phase, ops: strokes[0]?.path.ops.join(" ") };
}

describe("drawLine", () => {
  it.each([
    { name: "a line", values: [0, 50, 100], expected: "M0,100 L50,50 L100,0" },
    { name: "a gap", values: [10, 20, gap, 30, 40], expected: "M0,90 L25,80 M75,70 L100,60" },
    { name: "a sample between gaps", values: [gap, 20, gap, 30, 40], expected: "M25,80 dot25,80 M75,70 L100,60" },
    { name: "zero, which is no gap", values: [0, 0, 0], expected: "M0,100 L50,100 L100,100" },
    { name: "nothing", values: [gap, gap], expected: "" },
  ])("draws $name", ({ values, expected }) => {
    expect(draw(values).ops).toBe(expected);
  });

  it("keeps every extreme where many samples share a pixel", () => {
    const values = Array.from({ length: 1001 }, (_, i) => (i === 333 ? 99 : i === 667 ? 1 : 50));
    const { ops } = draw(values, plain, { width: 10 });
    expect(ops).toContain("L3,1");
    expect(ops).toContain("L6,99");
    expect(ops?.split(" ").length).toBeLessThan(60);
  });

  it("breaks a crowded line where samples are missing", () => {
    const values = Array.from({ length: 1001 }, (_, i) => (i >= 300 && i < 600 ? gap : 50));
    expect(draw(values, plain, { width: 10 }).ops?.match(/M/g)).toHaveLength(2);
  });

  it("fills each piece of a line down to the base", () => {
    const { fills } = draw([10, 20, gap, 30, 40], { ...plain, colour: "#36b", alpha: 0.5, fill: 0.1 });
    expect(fills[0]).toMatchObject({ colour: "#36b", alpha: 0.05 });
    expect(fills[0]?.path.ops.join(" ")).toBe("M0,100 L0,90 L25,80 L25,100 Z M75,100 L75,70 L100,60 L100,100 Z");
  });

  it("cuts dashes along the line", () => {
    const { ops } = draw([50, 50], { ...plain, dash: { on: 40, off: 20 } });
    expect(ops).toBe("M0,50 L40,50 M60,50 L100,50");
  });

  it.each([
    { width: 1, strokes: [1] },
    { width: 1.5, strokes: [1, 1] },
    { width: 3, strokes: [3] },
  ])("draws $width px as strokes of $strokes", ({ width, strokes }) => {
    expect(draw([1, 2], { ...plain, width }).strokes.map((stroke) => stroke.width)).toEqual(strokes);
  });

  it.each([
    { name: "sparse samples", values: [50, 50, 50, 50, 50], resumeAt: 2 },
    { name: "many samples a pixel", values: Array.from({ length: 1001 }, () => 50), resumeAt: 499 },
  ])("goes on where a stretch of dashes ended: $name", ({ values, resumeAt }) => {
    const dashed = { ...plain, dash: { on: 30, off: 15 } };
    const { ops: whole } = draw(values, dashed);
    const { phase } = draw(values, dashed, { resumeAt });
    const { ops: rest } = draw(values, dashed, { from: resumeAt, phase });
    const cuts = (ops = "") => ops.split(" ").filter((op) => Number(/\d+/.exec(op)?.[0]) > 55);
    expect(cuts(rest)).toEqual(cuts(whole));
    expect(cuts(rest)).not.toEqual([]);
  });

  it("begins at the sample that it is told, before the window too, and ends with the window", () => {
    const times = Float64Array.from([-90, -50, 0, 50, 150]);
    const ctx = { save() {}, restore() {}, translate() {}, stroke: vi.fn(), lineWidth: 0 };
    const plot = {
      bbox: { left: 0, top: 0, width: 100, height: 100 },
      scales: { x: { min: 0, max: 100 }, y: { min: 0, max: 100 } },
    };
    const stretch = { from: 1, phase: null, resumeAt: 4 };
    Reflect.apply(drawLine, null, [ctx, plot, times, Float64Array.from([0, 1, 2, 3, 4]), plain, stretch]);
    const path: RecordingPath = ctx.stroke.mock.calls[0]?.[0];
    expect(path.ops).toEqual(["M-50,99", "L0,98", "L50,97"]);
  });
});
