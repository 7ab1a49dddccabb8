import type { Comment } from "./comment.ts";
import type { MetricFamily, MetricType } from "./model.ts";
import { Series } from "./seriesTable.ts";

interface Draft extends MetricFamily {
  type: MetricType;
  typed: boolean;
  help: string | null;
  unit: string | null;
}

export interface FamilyFacts {
  readonly families: ReadonlyMap<string, MetricFamily>;
  /** Series to show, in order: each once, without those that only tell when another one began. */
  readonly samples: Series[];
  readonly duplicates: number;
  readonly reopened: number;
}

/** Suffixes by which a series belongs to a family of another name, by the family's type. */
const suffixes: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ["_total"],
  histogram: ["_bucket", "_sum", "_count"],
  gaugehistogram: ["_bucket", "_gsum", "_gcount", "_sum", "_count"],
  summary: ["_sum", "_count"],
  info: ["_info"],
  gauge: [],
  stateset: [],
  unknown: [],
};
const allSuffixes = [...new Set(Object.values(suffixes).flat())];
/** Of a metric without any comment. */
const untold = { type: "unknown", typed: false, help: null, unit: null } as const;
const createdSuffix = "_created";
const createdOf: ReadonlySet<MetricType> = new Set(["counter", "histogram", "gaugehistogram", "summary"]);

/** What the comments and series of a text say together, in the order of its lines. */
export function settleFamilies(lines: readonly (Series | Comment)[]): FamilyFacts {
  const families = new Map<string, Draft>();
  for (const line of lines) if (!(line instanceof Series)) takeComment(families, line);
  const hidden = new Set<string>();
  for (const name of createdNames(lines)) {
    if (!isCreationTime(name, families)) continue;
    hidden.add(name);
    families.delete(name);
  }

  const order = new FamilyOrder();
  const ofName = new Map<string, MetricFamily>();
  const seen = new Set<Series>();
  const samples: Series[] = [];
  let duplicates = 0;
  for (const line of lines) {
    if (!(line instanceof Series)) {
      if ("family" in line && families.has(line.family)) order.enter(line.family);
      continue;
    }
    if (hidden.has(line.name)) continue;
    let family = ofName.get(line.name);
    if (!family) {
      family = familyOf(line.name, families) ?? { ...untold, name: line.name };
      ofName.set(line.name, family);
    }
    line.family = family;
    order.enter(family.name);
    if (seen.has(line)) {
      duplicates++;
      continue;
    }
    seen.add(line);
    samples.push(line);
  }
  return { families, samples, duplicates, reopened: order.reopened };
}

/** The family that a series of this name belongs to. */
function familyOf(name: string, families: ReadonlyMap<string, MetricFamily>): MetricFamily | null {
  const own = families.get(name);
  if (own) return own;
  for (const suffix of allSuffixes) {
    if (!name.endsWith(suffix)) continue;
    const family = families.get(name.slice(0, -suffix.length));
    if (family && suffixes[family.type].includes(suffix)) return family;
  }
  return null;
}

function takeComment(families: Map<string, Draft>, comment: Comment): void {
  if (!("family" in comment)) return;
  const { family: name } = comment;
  const draft = families.get(name) ?? { ...untold, name };
  families.set(name, draft);
  switch (comment.kind) {
    case "help":
      draft.help = comment.text;
      return;
    case "unit":
      draft.unit = comment.text;
      return;
    case "type":
      draft.type = comment.type;
      draft.typed = true;
  }
}

function createdNames(lines: readonly (Series | Comment)[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const line of lines) {
    const name = line instanceof Series ? line.name : "family" in line ? line.family : "";
    if (name.endsWith(createdSuffix)) names.add(name);
  }
  return names;
}

/** `x_created` is when a counter, histogram or summary `x` began; beside anything else it is a metric like others. */
function isCreationTime(name: string, families: ReadonlyMap<string, MetricFamily>): boolean {
  const base = name.slice(0, -createdSuffix.length);
  return [base, `${base}_total`].some((of) => createdOf.has(families.get(of)?.type ?? "unknown"));
}

/** Counts families that go on after another one began. */
class FamilyOrder {
  reopened = 0;
  private current = "";
  private readonly closed = new Set<string>();

  enter(name: string): void {
    if (name === this.current) return;
    this.closed.add(this.current);
    this.current = name;
    if (this.closed.has(name)) this.reopened++;
  }
}
