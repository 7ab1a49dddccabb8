import { safePattern } from "./fields.ts";
import type { Cell, Field, Frame } from "./frames.ts";
import { lookUp } from "./json.ts";
import type { Transformation } from "./model.ts";
import { calcTitle, reduceValues } from "./reduce.ts";

/** The frames after a panel's transformations, in order. */
export function transformFrames(frames: readonly Frame[], steps: readonly Transformation[]): readonly Frame[] {
  return steps.reduce<readonly Frame[]>((current, step) => apply(current, step), frames);
}

function apply(frames: readonly Frame[], step: Transformation): readonly Frame[] {
  switch (step.kind) {
    case "organize":
      return frames.map((frame) => organize(frame, step));
    case "merge":
      return frames.length < 2 ? frames : [mergeFrames(frames)];
    case "transpose":
      return frames.map(transpose);
    case "joinByField":
      return frames.length < 2 ? frames : [joinFrames(frames, step.field, step.inner)];
    case "labelsToFields":
      return labelsToFields(frames, step.keep, step.asRows);
    case "seriesToRows":
      return frames.length === 0 ? frames : [seriesToRows(frames)];
    case "reduce":
      return step.keepFields ? frames.map((frame) => reduceFields(frame, step.calcs)) : [reduceToRows(frames, step)];
    case "groupBy":
      return frames.map((frame) => groupBy(frame, step.fields));
    case "sortBy":
      return frames.map((frame) => sortFrame(frame, step.field, step.descending));
    case "limit":
      return frames.map((frame) =>
        mapFields(frame, (field) => ({ ...field, values: field.values.slice(0, step.count) })),
      );
    case "binary":
      return frames.map((frame) => binary(frame, step));
    case "reduceRow":
      return frames.map((frame) => reduceRow(frame, step));
    case "filterFields": {
      const isNamed = (name: string) =>
        step.names.includes(name) || (step.pattern !== null && safePattern(step.pattern)(name));
      return frames
        .map((frame) => ({ ...frame, fields: frame.fields.filter((field) => isNamed(field.name) === step.keep) }))
        .filter(({ fields }) => fields.length > 0);
    }
    case "filterQueries": {
      const isMeant = safePattern(`^(?:${step.pattern})$`);
      return frames.filter(({ refId }) => isMeant(refId) === step.keep);
    }
    case "renameByRegex":
      return frames.map((frame) =>
        mapFields(frame, (field) => ({ ...field, name: renamed(field.name, step.pattern, step.to) })),
      );
  }
}

/** `$1` in `to` stands for the first group, as in JavaScript. */
export function renamed(name: string, pattern: string, to: string): string {
  const [, body = pattern, flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(pattern) ?? [];
  // What could run away is left alone; so is what is no expression.
  if (/[+*}]\)[+*{]/.test(body) || name.length > 1000) return name;
  try {
    return name.replace(new RegExp(body, flags.replace(/[^gimsu]/g, "")), to);
  } catch {
    return name;
  }
}

function mapFields(frame: Frame, change: (field: Field) => Field): Frame {
  return { ...frame, fields: frame.fields.map(change) };
}

function lengthOf({ fields }: Frame): number {
  return fields.reduce((most, { values }) => Math.max(most, values.length), 0);
}

function fieldNamed(frame: Frame, name: string): Field | undefined {
  return frame.fields.find((field) => field.name === name);
}

function organize(frame: Frame, step: Extract<Transformation, { kind: "organize" }>): Frame {
  const rank = (name: string) => {
    const index = step.order.indexOf(name);
    return index < 0 ? step.order.length : index;
  };
  const kept = frame.fields.filter(
    ({ name }) => !step.exclude.includes(name) && (step.include === null || step.include.includes(name)),
  );
  const ordered = kept
    .map((field, index) => ({ field, index }))
    .sort((a, b) => rank(a.field.name) - rank(b.field.name) || a.index - b.index);
  const names = new Map(step.rename.map(({ from, to }) => [from, to]));
  return { ...frame, fields: ordered.map(({ field }) => ({ ...field, name: names.get(field.name) ?? field.name })) };
}

/** Rows of all frames under the union of their columns; rows that agree in every text and time become one. */
function mergeFrames(frames: readonly Frame[]): Frame {
  const columns = unionOf(frames);
  const keys = columns.filter(({ type }) => type !== "number").map(({ name }) => name);
  const rows = new Map<string, Map<string, Cell>>();
  for (const frame of frames) {
    for (let row = 0; row < lengthOf(frame); row += 1) {
      const cells = new Map(frame.fields.map((field) => [field.name, field.values[row] ?? null]));
      // A column that a frame lacks does not keep its row apart.
      const key = JSON.stringify(keys.map((name) => cells.get(name) ?? null));
      const known = rows.get(key);
      if (!known) rows.set(key, cells);
      else
        for (const [name, cell] of cells)
          if (known.get(name) === undefined || known.get(name) === null) known.set(name, cell);
    }
  }
  return fromRows(columns, [...rows.values()]);
}

type Heading = Pick<Field, "name" | "type" | "refId" | "labels">;

function unionOf(frames: readonly Frame[]): readonly Heading[] {
  const columns = new Map<string, Heading>();
  for (const { fields } of frames) {
    for (const field of fields) if (!columns.has(field.name)) columns.set(field.name, field);
  }
  // Figures come last, as the queries were asked.
  return [...columns.values()].sort((a, b) => Number(a.type === "number") - Number(b.type === "number"));
}

function fromRows(columns: readonly Heading[], rows: readonly ReadonlyMap<string, Cell>[]): Frame {
  const fields = columns.map(
    ({ name, type, refId, labels }): Field => ({
      name,
      type,
      refId,
      labels,
      values: rows.map((row) => row.get(name) ?? null),
    }),
  );
  return { name: "", refId: columns[0]?.refId ?? "", fields };
}

/** Side by side on the values of one column; columns of the same name get their frame's number. */
function joinFrames(frames: readonly Frame[], name: string | null, inner: boolean): Frame {
  const by = name ?? (frames.every((frame) => fieldNamed(frame, "Time")) ? "Time" : (frames[0]?.fields[0]?.name ?? ""));
  const holding = frames.filter((frame) => fieldNamed(frame, by));
  const [first] = holding;
  if (!first) return mergeFrames(frames);
  const rows = new Map<Cell, Map<string, Cell>>();
  const columns: Heading[] = [];
  const keyField = fieldNamed(first, by);
  if (keyField) columns.push(keyField);
  for (const [index, frame] of holding.entries()) {
    const key = fieldNamed(frame, by);
    const others = frame.fields.filter((field) => field !== key);
    const names = others.map((field) => {
      const isTaken = holding.some((other, at) => at !== index && fieldNamed(other, field.name));
      const unique = isTaken ? `${field.name} ${index + 1}` : field.name;
      columns.push({ ...field, name: unique });
      return unique;
    });
    key?.values.forEach((value, row) => {
      const cells = rows.get(value) ?? new Map<string, Cell>([[by, value]]);
      for (const [at, field] of others.entries()) cells.set(names[at] ?? field.name, field.values[row] ?? null);
      rows.set(value, cells);
    });
  }
  const all = [...rows.values()];
  return fromRows(columns, inner ? all.filter((cells) => columns.every(({ name: column }) => cells.has(column))) : all);
}

/** Each first column's value heads a column; the headings become the first column. */
function transpose(frame: Frame): Frame {
  const [first, ...others] = frame.fields;
  if (!first) return frame;
  const heads = first.values.map((value, index) => (value === null ? `Value ${index + 1}` : String(value)));
  const named = frame.fields.length > 1 && new Set(heads).size === heads.length;
  const rows = named ? others : frame.fields;
  const columns = named
    ? heads
    : Array.from({ length: lengthOf(frame) }, (_, index) => `Value${index === 0 ? "" : ` ${index + 1}`}`);
  return {
    ...frame,
    fields: [
      { name: "Field", type: "string", refId: frame.refId, labels: {}, values: rows.map(({ name }) => name) },
      ...columns.map((name, row): Field => {
        const values = rows.map((field) => field.values[row] ?? null);
        const isNumber = values.every((value) => value === null || typeof value === "number");
        return { name, type: isNumber ? "number" : "string", refId: frame.refId, labels: {}, values };
      }),
    ],
  };
}

function labelsToFields(frames: readonly Frame[], keep: readonly string[] | null, asRows: boolean): readonly Frame[] {
  const isKept = (name: string) => keep === null || keep.includes(name);
  if (asRows) {
    return frames.map((frame) => {
      const pairs = frame.fields.flatMap(({ labels }) => Object.entries(labels).filter(([name]) => isKept(name)));
      const text = (name: string, values: readonly string[]): Field => ({
        name,
        type: "string",
        refId: frame.refId,
        labels: {},
        values,
      });
      return {
        ...frame,
        fields: [
          text(
            "label",
            pairs.map(([name]) => name),
          ),
          text(
            "value",
            pairs.map(([, value]) => value),
          ),
        ],
      };
    });
  }
  const widened = frames.map((frame): Frame => {
    const length = lengthOf(frame);
    const columns = new Map<string, string>();
    for (const { labels } of frame.fields)
      for (const [name, value] of Object.entries(labels)) if (isKept(name)) columns.set(name, value);
    const texts = [...columns].map(
      ([name, value]): Field => ({
        name,
        type: "string",
        refId: frame.refId,
        labels: {},
        values: Array.from({ length }, () => value),
      }),
    );
    const [time, ...rest] = frame.fields;
    const figures = rest.map((field): Field => ({ ...field, name: "Value", labels: {} }));
    return { ...frame, fields: time?.type === "time" ? [time, ...texts, ...figures] : [...texts, ...frame.fields] };
  });
  return widened.length < 2 ? widened : [mergeFrames(widened)];
}

/** Time, the series' name and the value of every sample, newest first. */
function seriesToRows(frames: readonly Frame[]): Frame {
  const rows = frames.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === "time");
    return frame.fields
      .filter(({ type }) => type === "number")
      .flatMap((field) =>
        field.values.map((value, row) => ({ time: time?.values[row] ?? null, name: field.name, value })),
      );
  });
  rows.sort((a, b) => Number(b.time ?? 0) - Number(a.time ?? 0));
  const refId = frames[0]?.refId ?? "";
  return {
    name: "",
    refId,
    fields: [
      { name: "Time", type: "time", refId, labels: {}, values: rows.map(({ time }) => time) },
      { name: "Metric", type: "string", refId, labels: {}, values: rows.map(({ name }) => name) },
      { name: "Value", type: "number", refId, labels: {}, values: rows.map(({ value }) => value) },
    ],
  };
}

/** A row for each series: its name (or its labels as columns) and its reduced values. */
function reduceToRows(frames: readonly Frame[], step: Extract<Transformation, { kind: "reduce" }>): Frame {
  const figures = frames.flatMap(({ fields }) => fields.filter(({ type }) => type === "number"));
  const refId = frames[0]?.refId ?? "";
  const labels = step.labels ? [...new Set(figures.flatMap((field) => Object.keys(field.labels)))].sort() : [];
  const text = (name: string, of: (field: Field) => Cell): Field => ({
    name,
    type: "string",
    refId,
    labels: {},
    values: figures.map(of),
  });
  return {
    name: "",
    refId,
    fields: [
      ...(labels.length > 0
        ? labels.map((label) => text(label, (field) => field.labels[label] ?? null))
        : [text("Field", ({ name }) => name)]),
      ...step.calcs.map(
        (calc): Field => ({
          name: reducedName(calc),
          type: "number",
          refId,
          labels: {},
          values: figures.map(({ values }) => reduceValues(numbersOf(values), calc)),
        }),
      ),
    ],
  };
}

/** As Grafana heads the columns of a reduction, since later steps and overrides name them so. */
function reducedName(calc: string): string {
  const names: Readonly<Record<string, string>> = {
    lastNotNull: "Last *",
    firstNotNull: "First *",
    sum: "Total",
    stdDev: "StdDev",
    diffperc: "Difference percent",
    allIsNull: "All nulls",
  };
  return lookUp(names, calc) ?? calcTitle(calc);
}

function numbersOf(values: readonly Cell[]): readonly number[] {
  return values.map((value) => (typeof value === "number" ? value : Number.NaN));
}

function reduceFields(frame: Frame, calcs: readonly string[]): Frame {
  const calc = calcs[0] ?? "lastNotNull";
  const fields = frame.fields.flatMap((field): Field[] => {
    if (field.type === "time") return [];
    const value = field.type === "number" ? reduceValues(numbersOf(field.values), calc) : (field.values.at(-1) ?? null);
    return [{ ...field, values: [value] }];
  });
  return { ...frame, fields };
}

function groupBy(frame: Frame, fields: Extract<Transformation, { kind: "groupBy" }>["fields"]): Frame {
  const keys = fields.flatMap(({ field, group }) => (group ? (fieldNamed(frame, field) ?? []) : []));
  if (keys.length === 0) return frame;
  const groups = new Map<string, number[]>();
  for (let row = 0; row < lengthOf(frame); row += 1) {
    const key = JSON.stringify(keys.map(({ values }) => values[row] ?? null));
    const rows = groups.get(key);
    if (rows) rows.push(row);
    else groups.set(key, [row]);
  }
  const all = [...groups.values()];
  const reduced = fields.flatMap(({ field, group, calcs }) => {
    const column = group ? undefined : fieldNamed(frame, field);
    if (!column) return [];
    return calcs.map(
      (calc): Field => ({
        ...column,
        name: `${field} (${calc})`,
        type: "number",
        values: all.map((rows) => reduceValues(numbersOf(rows.map((row) => column.values[row] ?? null)), calc)),
      }),
    );
  });
  return {
    ...frame,
    fields: [
      ...keys.map((key) => ({ ...key, values: all.map((rows) => key.values[rows[0] ?? 0] ?? null) })),
      ...reduced,
    ],
  };
}

/** Values that are not there come last, whichever way. */
export function sortFrame(frame: Frame, name: string, descending: boolean): Frame {
  const column = fieldNamed(frame, name);
  if (!column) return frame;
  const order = Array.from({ length: lengthOf(frame) }, (_, row) => row).sort((a, b) => {
    const [x, y] = [column.values[a] ?? null, column.values[b] ?? null];
    const lost = Number(isLost(x)) - Number(isLost(y));
    return lost !== 0 ? lost : compareCells(x, y) * (descending ? -1 : 1);
  });
  return mapFields(frame, (field) => ({ ...field, values: order.map((row) => field.values[row] ?? null) }));
}

function isLost(cell: Cell): boolean {
  return cell === null || (typeof cell === "number" && Number.isNaN(cell));
}

const collator = new Intl.Collator("en", { numeric: true });

function compareCells(a: Cell, b: Cell): number {
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a ?? ""), String(b ?? ""));
}

function binary(frame: Frame, step: Extract<Transformation, { kind: "binary" }>): Frame {
  const length = lengthOf(frame);
  const side = (name: string) => {
    const field = fieldNamed(frame, name);
    if (field) return numbersOf(field.values);
    const constant = name.trim() === "" ? Number.NaN : Number(name);
    return Array.from({ length }, () => constant);
  };
  const [left, right] = [side(step.left), side(step.right)];
  const values = Array.from({ length }, (_, row) =>
    calculate(left[row] ?? Number.NaN, step.operator, right[row] ?? Number.NaN),
  );
  return withCalculated(frame, step.alias, values, step.replace);
}

function calculate(a: number, operator: string, b: number): number | null {
  const results = { "+": a + b, "-": a - b, "*": a * b, "/": a / b, "%": a % b, "^": a ** b };
  const value = lookUp(results, operator);
  return value === undefined || Number.isNaN(value) ? null : value;
}

function reduceRow(frame: Frame, step: Extract<Transformation, { kind: "reduceRow" }>): Frame {
  const figures = frame.fields.filter(
    ({ name, type }) => type === "number" && (step.include.length === 0 || step.include.includes(name)),
  );
  if (figures.length === 0) return frame;
  const values = Array.from({ length: lengthOf(frame) }, (_, row) =>
    reduceValues(numbersOf(figures.map((field) => field.values[row] ?? null)), step.calc),
  );
  return withCalculated(frame, step.alias, values, step.replace);
}

function withCalculated(frame: Frame, name: string, values: readonly Cell[], replace: boolean): Frame {
  const added: Field = { name, type: "number", refId: frame.refId, labels: {}, values };
  const kept = replace ? frame.fields.filter(({ type }) => type === "time") : frame.fields;
  return { ...frame, fields: [...kept, added] };
}
