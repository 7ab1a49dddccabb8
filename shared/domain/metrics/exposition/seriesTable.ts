import { detached } from "../../../base/detached.ts";
import type { Labels } from "../model.ts";
import { canonicalLabelText, closingBrace, readLabels } from "./labelText.ts";
import { LineError, within } from "./lineError.ts";
import type { Exemplar, ExpositionSample, MetricFamily } from "./model.ts";
import { isNameStart, nameEnd, skipBlanks } from "./words.ts";

const noFamily: MetricFamily = { name: "", type: "unknown", typed: false, help: null, unit: null };

/** A series that was seen; the parser writes each scrape's value into it. */
export class Series implements ExpositionSample {
  readonly name: string;
  readonly labels: Labels;
  value = 0;
  timeMs = Number.NaN;
  exemplar: Exemplar | null = null;
  family = noFamily;
  /** The last scrape it was in. */
  scrape = 0;
  /** Its last line in the layout. */
  line = -1;

  constructor(name: string, labels: Labels) {
    this.name = name;
    this.labels = labels;
  }
}

/** Series that are no longer written may outnumber those that are by this many. */
const forgetAfter = 1000;

/**
 * One object for each series, and one for each label set that series share. Nothing that is kept here holds on to the
 * text it was read from.
 */
export class SeriesTable {
  /** Where the text of the series that was read last ends. */
  end = 0;
  private readonly rename: (label: string) => string;
  private readonly byName = new Map<string, { readonly name: string; readonly series: Map<Labels, Series> }>();
  private readonly labelSets = new Map<string, Labels>();
  private known = 0;

  constructor(rename: (label: string) => string) {
    this.rename = rename;
  }

  /** The series whose name begins at `start`. Throws LineError with an index of `text`. */
  read(text: string, start: number, end: number): Series {
    const code = text.charCodeAt(start);
    if (!isNameStart(code) && code !== 0x7b) throw new LineError(start, "Expected a metric name");
    const behindName = nameEnd(text, start, end);
    const open = skipBlanks(text, behindName, end);
    const name = text.slice(start, behindName);
    if (open >= end || text.charCodeAt(open) !== 0x7b) {
      this.end = behindName;
      return this.series(name, this.labelSet("", start));
    }
    const close = closingBrace(text, open, end);
    this.end = close + 1;
    const inner = text.slice(open + 1, close);
    if (name !== "") return this.series(name, this.labelSet(inner, open + 1));
    return this.quotedSeries(inner, open);
  }

  /** Forgets what the newest scrape does not have, once that is more than a few. */
  forget(scrape: number, inUse: number): void {
    if (this.known <= inUse * 2 + forgetAfter) return;
    const labels = new Set<Labels>();
    for (const { name, series } of this.byName.values()) {
      for (const one of series.values()) {
        if (one.scrape === scrape) labels.add(one.labels);
        else series.delete(one.labels);
      }
      if (series.size === 0) this.byName.delete(name);
    }
    for (const [text, set] of this.labelSets) if (!labels.has(set)) this.labelSets.delete(text);
    this.known = inUse;
  }

  private series(name: string, labels: Labels): Series {
    let known = this.byName.get(name);
    if (!known) {
      known = { name: detached(name), series: new Map() };
      this.byName.set(known.name, known);
    }
    let series = known.series.get(labels);
    if (!series) {
      series = new Series(known.name, labels);
      known.series.set(labels, series);
      this.known++;
    }
    return series;
  }

  private labelSet(inner: string, index: number): Labels {
    const known = this.labelSets.get(inner);
    if (known) return known;
    const own = detached(inner);
    const { labels, canonical, name } = within(index, () => readLabels(own));
    if (name !== null) throw new LineError(index, "The metric has two names");
    const set = canonical ? this.renamed(labels) : this.sharedSet(labels);
    this.labelSets.set(own, set);
    return set;
  }

  /** `{"any name", label="value"}`. */
  private quotedSeries(inner: string, open: number): Series {
    const { name, labels } = within(open + 1, () => readLabels(detached(inner)));
    if (name === null) throw new LineError(open, "Expected a metric name");
    return this.series(name, this.sharedSet(labels));
  }

  private sharedSet(labels: Labels): Labels {
    const text = canonicalLabelText(labels);
    const set = this.labelSets.get(text) ?? this.renamed(labels);
    this.labelSets.set(text, set);
    return set;
  }

  private renamed(labels: Labels): Labels {
    const names = Object.keys(labels);
    if (names.every((name) => this.rename(name) === name)) return labels;
    return Object.fromEntries(names.map((name) => [this.rename(name), labels[name] ?? ""]));
  }
}
