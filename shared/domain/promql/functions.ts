import type { ValueType } from "./ast.ts";

interface Parameter {
  readonly name: string;
  readonly type: ValueType;
}

/** A function of the language, for checking, completion and help. */
export interface FunctionInfo {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** How many of the last parameters may be left out. */
  readonly optional: number;
  /** The last parameter may be given any number of times, none included. */
  readonly repeats: boolean;
  readonly returns: ValueType;
  /** One line. */
  readonly description: string;
  /** Set for what Prometheus has and this engine has not: the feature it belongs to. */
  readonly unsupported?: string;
}

const parameterTypes: Readonly<Record<string, ValueType>> = { v: "vector", m: "matrix", s: "scalar", t: "string" };

/**
 * `signature` is the parameters, each as a letter for its type (v vector, m matrix, s scalar, t text) and its name;
 * `?` behind one makes it optional, `*` repeats it. Functions return vectors unless said otherwise.
 */
function define(
  name: string,
  signature: string,
  description: string,
  more: Partial<Pick<FunctionInfo, "returns" | "unsupported">> = {},
): FunctionInfo {
  const parts = signature.split(" ").filter((part) => part !== "");
  return {
    name,
    parameters: parts.map((part) => ({
      name: part.slice(2).replace(/[?*]$/, ""),
      type: parameterTypes[part[0] ?? ""] ?? "vector",
    })),
    optional: parts.filter((part) => part.endsWith("?")).length,
    repeats: parts.at(-1)?.endsWith("*") ?? false,
    returns: "vector",
    description,
    ...more,
  };
}

const toScalar = { returns: "scalar" } as const;

/** In alphabetic order. */
export const functions: readonly FunctionInfo[] = [
  define("abs", "v:v", "The absolute value."),
  define("absent", "v:v", "1 when the vector is empty, nothing otherwise: for alerts on what is missing."),
  define("absent_over_time", "m:range", "1 when no series had a sample in the range, nothing otherwise."),
  define("acos", "v:v", "The arccosine, in radians."),
  define("acosh", "v:v", "The inverse hyperbolic cosine."),
  define("asin", "v:v", "The arcsine, in radians."),
  define("asinh", "v:v", "The inverse hyperbolic sine."),
  define("atan", "v:v", "The arctangent, in radians."),
  define("atanh", "v:v", "The inverse hyperbolic tangent."),
  define("avg_over_time", "m:range", "The mean of the samples in the range."),
  define("ceil", "v:v", "Rounds up to a whole number."),
  define("changes", "m:range", "How often the value changed in the range."),
  define("clamp", "v:v s:min s:max", "Keeps values between min and max."),
  define("clamp_max", "v:v s:max", "Cuts values off above max."),
  define("clamp_min", "v:v s:min", "Cuts values off below min."),
  define("cos", "v:v", "The cosine of radians."),
  define("cosh", "v:v", "The hyperbolic cosine."),
  define("count_over_time", "m:range", "How many samples the range has."),
  define("day_of_month", "v:v?", "The day of the month (1 to 31, UTC) of Unix times."),
  define("day_of_week", "v:v?", "The day of the week (0 is Sunday, UTC) of Unix times."),
  define("day_of_year", "v:v?", "The day of the year (1 to 366, UTC) of Unix times."),
  define("days_in_month", "v:v?", "The length in days of the month (UTC) of Unix times."),
  define("deg", "v:v", "Radians in degrees."),
  define("delta", "m:range", "The difference over the range of a gauge, extrapolated to its ends."),
  define("deriv", "m:range", "The change per second of a gauge, by linear regression."),
  define("double_exponential_smoothing", "m:range s:smoothing s:trend", "A smoothed value that follows the trend."),
  define("end", "", "The end of the query's range, as a Unix time.", toScalar),
  define("exp", "v:v", "e to the power of the value."),
  define("first_over_time", "m:range", "The oldest sample in the range."),
  define("floor", "v:v", "Rounds down to a whole number."),
  define("histogram_avg", "v:v", "The mean of native histograms: empty here, samples are plain numbers."),
  define("histogram_count", "v:v", "The count of native histograms: empty here, samples are plain numbers."),
  define("histogram_fraction", "s:lower s:upper v:buckets", "The share of observations between two values."),
  define("histogram_quantile", "s:φ v:buckets", "The φ-quantile (0 to 1) of histograms, by their le buckets."),
  define("histogram_quantiles", "v:buckets t:label s:φ*", "Several quantiles of histograms at once.", {
    unsupported: "histogram_quantiles",
  }),
  define("histogram_stddev", "v:v", "The deviation of native histograms: empty here, samples are plain numbers."),
  define("histogram_stdvar", "v:v", "The variance of native histograms: empty here, samples are plain numbers."),
  define("histogram_sum", "v:v", "The sum of native histograms: empty here, samples are plain numbers."),
  define("hour", "v:v?", "The hour of the day (0 to 23, UTC) of Unix times."),
  define("idelta", "m:range", "The difference of the last two samples of a gauge."),
  define("increase", "m:range", "How much a counter grew over the range, resets allowed for."),
  define("info", "v:v v:selector?", "Adds labels of info metrics.", { unsupported: "info()" }),
  define("irate", "m:range", "A counter's growth per second between its last two samples."),
  define("label_join", "v:v t:dst t:separator t:src*", "Joins the values of labels into another label."),
  define("label_replace", "v:v t:dst t:replacement t:src t:regex", "Sets a label from a match on another one."),
  define("last_over_time", "m:range", "The newest sample in the range."),
  define("ln", "v:v", "The natural logarithm."),
  define("log10", "v:v", "The decimal logarithm."),
  define("log2", "v:v", "The binary logarithm."),
  define("mad_over_time", "m:range", "The median absolute deviation of the samples in the range."),
  define("max_of", "s:a s:b", "The larger of two scalars.", toScalar),
  define("max_over_time", "m:range", "The largest sample in the range."),
  define("min_of", "s:a s:b", "The smaller of two scalars.", toScalar),
  define("min_over_time", "m:range", "The smallest sample in the range."),
  define("minute", "v:v?", "The minute of the hour (0 to 59, UTC) of Unix times."),
  define("month", "v:v?", "The month (1 to 12, UTC) of Unix times."),
  define("pi", "", "π.", toScalar),
  define("predict_linear", "m:range s:seconds", "A gauge's value so many seconds ahead, by linear regression."),
  define("present_over_time", "m:range", "1 for each series with a sample in the range."),
  define("quantile_over_time", "s:φ m:range", "The φ-quantile (0 to 1) of the samples in the range."),
  define("rad", "v:v", "Degrees in radians."),
  define("range", "", "The length of the query's range, in seconds.", toScalar),
  define("rate", "m:range", "A counter's growth per second over the range, resets allowed for."),
  define("resets", "m:range", "How often a counter fell in the range."),
  define("round", "v:v s:nearest?", "Rounds to a multiple of nearest, 1 by default."),
  define("scalar", "v:v", "The value of a vector's only series as a scalar, else NaN.", toScalar),
  define("sgn", "v:v", "-1, 0 or 1 by the sign."),
  define("sin", "v:v", "The sine of radians."),
  define("sinh", "v:v", "The hyperbolic sine."),
  define("sort", "v:v", "Sorts by value, smallest first; of no effect over a range."),
  define("sort_by_label", "v:v t:label*", "Sorts by label values; of no effect over a range."),
  define("sort_by_label_desc", "v:v t:label*", "Sorts by label values, last first; of no effect over a range."),
  define("sort_desc", "v:v", "Sorts by value, largest first; of no effect over a range."),
  define("sqrt", "v:v", "The square root."),
  define("start", "", "The start of the query's range, as a Unix time.", toScalar),
  define("start_timestamp", "v:v", "When a counter started.", { unsupported: "start timestamps" }),
  define("stddev_over_time", "m:range", "The population standard deviation of the samples in the range."),
  define("stdvar_over_time", "m:range", "The population variance of the samples in the range."),
  define("step", "", "The query's step, in seconds.", toScalar),
  define("sum_over_time", "m:range", "The sum of the samples in the range."),
  define("tan", "v:v", "The tangent of radians."),
  define("tanh", "v:v", "The hyperbolic tangent."),
  define("time", "", "The time of the step, as a Unix time.", toScalar),
  define("timestamp", "v:v", "When each sample was measured, as a Unix time."),
  define("ts_of_first_over_time", "m:range", "When the oldest sample in the range was measured."),
  define("ts_of_last_over_time", "m:range", "When the newest sample in the range was measured."),
  define("ts_of_max_over_time", "m:range", "When the largest sample in the range was last measured."),
  define("ts_of_min_over_time", "m:range", "When the smallest sample in the range was last measured."),
  define("vector", "s:s", "A scalar as a vector of one series without labels."),
  define("year", "v:v?", "The year (UTC) of Unix times."),
];

const byName = new Map(functions.map((info) => [info.name, info]));

/** Function names are case-sensitive. */
export function functionNamed(name: string): FunctionInfo | undefined {
  return byName.get(name);
}
