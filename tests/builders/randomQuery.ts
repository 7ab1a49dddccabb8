/**
 * A random query in what Prometheus 2 and 3 answer alike, over the series of the differential test.
 */
export function randomQuery(random: () => number): string {
  return new QueryMaker(random).vector(2);
}

const labels = ["job", "instance", "kind"];

class QueryMaker {
  private readonly random: () => number;

  constructor(random: () => number) {
    this.random = random;
  }

  vector(depth: number): string {
    if (depth === 0) return this.leaf();
    const inner = () => this.vector(depth - 1);
    return this.pick([
      () => this.leaf(),
      () =>
        `${this.pick(["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"])}${this.grouping()}(${inner()})`,
      () => `${this.pick(["topk", "bottomk"])}${this.grouping()}(${this.whole(1, 4)}, ${this.distinct()})`,
      () => `quantile${this.grouping()}(${this.random().toFixed(2)}, ${inner()})`,
      () => `count_values${this.grouping()}("value", floor(${this.leaf()} / 1000))`,
      () => `${this.pick(mathFunctions)}(${inner()})`,
      () => `clamp(${inner()}, ${this.whole(-50, 50)}, ${this.whole(100, 5000)})`,
      () => `round(${inner()}, ${this.pick(["0.1", "5", "1000"])})`,
      () => `(${inner()} ${this.pick(scalarArithmetic)} ${this.whole(1, 50)})`,
      () => `(${this.whole(1, 50)} ${this.pick(scalarArithmetic)} ${inner()})`,
      () => `(${inner()} ${this.pick(comparisons)} ${this.pick(["", "bool "])}${this.whole(0, 5000)})`,
      () => this.binary(depth),
      () => `${this.pick(subqueryFunctions)}(${this.leaf()}[${this.pick(["5m", "10m"])}:${this.pick(["30s", "1m"])}])`,
      () => `label_replace(${inner()}, "copy", "x-$1", "instance", "(.).*")`,
      () => `label_join(${inner()}, "both", "/", "job", "instance")`,
      () =>
        `histogram_quantile(${this.random().toFixed(2)}, sum by (le${this.pick(["", ", job"])}) (rate(latency_bucket[${this.range()}])))`,
      () => `(-${inner()})`,
      () => `vector(scalar(sum(${inner()})))`,
      () => `absent(${this.selector()})`,
    ]);
  }

  private binary(depth: number): string {
    const left = this.pick(["sum", "avg", "max"]);
    const by = this.pick(["job", "instance", "job, instance"]);
    const one = `${left} by (${by}) (${this.vector(depth - 1)})`;
    const other = `${this.pick(["sum", "min"])} by (${by}) (${this.vector(depth - 1)})`;
    return this.pick([
      () => `(${one} ${this.pick(arithmetic)} ${other})`,
      () => `(${one} ${this.pick(comparisons)} ${this.pick(["", "bool "])}${other})`,
      () => `(${one} ${this.pick(["and", "or", "unless"])} ${other})`,
      () => `(${this.instant()} / on (${by}) group_left () ${one})`,
      () => `(${one} * on (${by}) group_right () ${this.instant()})`,
      () => `(${this.instant()} ${this.pick(["and", "unless"])} on (${by}) ${one})`,
    ]);
  }

  private leaf(): string {
    return this.pick([
      () => this.instant(),
      () => `${this.pick(["rate", "increase", "irate", "resets"])}(${this.counter()}[${this.range()}]${this.shift()})`,
      () => `${this.pick(rangeFunctions)}(${this.gauge()}[${this.range()}]${this.shift()})`,
      () => `quantile_over_time(${this.random().toFixed(2)}, ${this.gauge()}[${this.range()}])`,
      () => `predict_linear(${this.gauge()}[${this.range()}], ${this.whole(10, 600)})`,
    ]);
  }

  /** Without equal values: which of two equal series topk takes is anyone's choice. */
  private distinct(): string {
    return this.pick([
      () => this.instant(),
      () => `rate(${this.counter()}[${this.range()}])`,
      () => `avg_over_time(${this.gauge()}[${this.range()}])`,
      () => `sum by (job, instance) (${this.instant()})`,
    ]);
  }

  private instant(): string {
    return this.selector() + this.shift();
  }

  private selector(): string {
    return this.pick([() => this.counter(), () => this.gauge()]);
  }

  private counter(): string {
    return `requests_total${this.matchers()}`;
  }

  private gauge(): string {
    return `${this.pick(["load", "memory"])}${this.matchers()}`;
  }

  private matchers(): string {
    return this.pick([
      "",
      "",
      '{job="a"}',
      '{job!="a"}',
      '{instance=~"[0-2]"}',
      '{instance!~"1|3",job=~"a|b"}',
      '{kind=""}',
    ]);
  }

  private range(): string {
    return this.pick(["45s", "1m", "2m30s", "5m", "15m"]);
  }

  private shift(): string {
    return this.pick(["", "", "", " offset 1m", " offset -90s", " @ end()", " @ start() offset 1m"]);
  }

  private grouping(): string {
    const picked = labels.filter(() => this.random() < 0.4).join(", ");
    return this.pick(["", ` by (${picked}) `, ` without (${picked}) `]);
  }

  private whole(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  /** One of them; a function is called. */
  private pick(choices: readonly (string | (() => string))[]): string {
    const choice = choices[Math.floor(this.random() * choices.length)] ?? "";
    return typeof choice === "string" ? choice : choice();
  }
}

const scalarArithmetic = ["+", "-", "*", "/", "%", "^"];
/** Between a vector and a scalar atan2 kept the metric name in 2.x. */
const arithmetic = [...scalarArithmetic, "atan2"];
const comparisons = ["==", "!=", ">", "<", ">=", "<="];
const mathFunctions = [
  "abs",
  "ceil",
  "floor",
  "sqrt",
  "ln",
  "log2",
  "log10",
  "sgn",
  "sin",
  "cos",
  "atan",
  "tanh",
  "deg",
  "rad",
  "hour",
  "minute",
  "day_of_week",
  "day_of_month",
  "year",
];
const rangeFunctions = [
  "delta",
  "idelta",
  "deriv",
  "changes",
  "avg_over_time",
  "min_over_time",
  "max_over_time",
  "sum_over_time",
  "count_over_time",
  "last_over_time",
  "present_over_time",
  "stddev_over_time",
  "stdvar_over_time",
];
const subqueryFunctions = [
  "avg_over_time",
  "min_over_time",
  "max_over_time",
  "sum_over_time",
  "count_over_time",
  "last_over_time",
  "stddev_over_time",
  "deriv",
  "delta",
];
