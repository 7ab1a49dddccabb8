import { signed } from "../format/numbers.ts";
import {
  type AxisUnit,
  axisUnit,
  type DisplayUnit,
  displayUnit,
  formatTick,
  formatValue,
  type Unit,
} from "../format/units.ts";
import { lookUp } from "./json.ts";

/** How the values of a field are written. */
export interface ValueFormat {
  /** One value with its unit; decimals null chooses them by the value. */
  text(value: number, decimals: number | null): string;
  /** The unit in which an axis up to `largest` is labelled, and its size in the field's values. */
  axis(largest: number): AxisUnit;
}

/** Grafana's ids of units that are one of ours, with what one of theirs is in our base unit. */
const known: Readonly<Record<string, readonly [unit: Unit, size: number]>> = {
  none: ["none", 1],
  short: ["none", 1],
  sishort: ["none", 1],
  string: ["none", 1],
  percent: ["ratio", 0.01],
  percentunit: ["ratio", 1],
  s: ["seconds", 1],
  ms: ["seconds", 1e-3],
  µs: ["seconds", 1e-6],
  us: ["seconds", 1e-6],
  ns: ["seconds", 1e-9],
  m: ["seconds", 60],
  h: ["seconds", 3600],
  d: ["seconds", 86_400],
  dtdurations: ["seconds", 1],
  dtdurationms: ["seconds", 1e-3],
  dthms: ["seconds", 1],
  dtdhms: ["seconds", 1],
  clocks: ["seconds", 1],
  clockms: ["seconds", 1e-3],
  bytes: ["bytes", 1],
  kbytes: ["bytes", 2 ** 10],
  mbytes: ["bytes", 2 ** 20],
  gbytes: ["bytes", 2 ** 30],
  tbytes: ["bytes", 2 ** 40],
  pbytes: ["bytes", 2 ** 50],
  Bps: ["bytesPerSecond", 1],
  KBs: ["bytesPerSecond", 1e3],
  MBs: ["bytesPerSecond", 1e6],
  GBs: ["bytesPerSecond", 1e9],
  TBs: ["bytesPerSecond", 1e12],
  watt: ["watts", 1],
  mwatt: ["watts", 1e-3],
  kwatt: ["watts", 1e3],
  megwatt: ["watts", 1e6],
  joule: ["joules", 1],
  volt: ["volts", 1],
  mvolt: ["volts", 1e-3],
  kvolt: ["volts", 1e3],
  amp: ["amperes", 1],
  mamp: ["amperes", 1e-3],
  kamp: ["amperes", 1e3],
  celsius: ["celsius", 1],
  hertz: ["hertz", 1],
  rothz: ["hertz", 1],
  lengthm: ["meters", 1],
  lengthmm: ["meters", 1e-3],
  lengthkm: ["meters", 1e3],
  massg: ["grams", 1],
  masskg: ["grams", 1e3],
  massmg: ["grams", 1e-3],
};

/** Units with a prefix of thousands (or of 1024) before a text of their own. */
const scaled: Readonly<Record<string, readonly [suffix: string, base: 1000 | 1024, size: number]>> = {
  bits: ["b", 1024, 1],
  decbits: ["b", 1000, 1],
  decbytes: ["B", 1000, 1],
  deckbytes: ["B", 1000, 1e3],
  decmbytes: ["B", 1000, 1e6],
  decgbytes: ["B", 1000, 1e9],
  dectbytes: ["B", 1000, 1e12],
  bps: ["b/s", 1000, 1],
  binbps: ["b/s", 1024, 1],
  Kbits: ["b/s", 1000, 1e3],
  Mbits: ["b/s", 1000, 1e6],
  Gbits: ["b/s", 1000, 1e9],
  binBps: ["B/s", 1024, 1],
  KiBs: ["B/s", 1024, 2 ** 10],
  MiBs: ["B/s", 1024, 2 ** 20],
  GiBs: ["B/s", 1024, 2 ** 30],
  pps: ["packets/s", 1000, 1],
  cps: ["counts/s", 1000, 1],
  ops: ["ops/s", 1000, 1],
  reqps: ["req/s", 1000, 1],
  rps: ["reads/s", 1000, 1],
  wps: ["writes/s", 1000, 1],
  iops: ["I/O ops/s", 1000, 1],
  eps: ["events/s", 1000, 1],
  mps: ["messages/s", 1000, 1],
  recps: ["records/s", 1000, 1],
  rowsps: ["rows/s", 1000, 1],
  cpm: ["counts/min", 1000, 1],
  opm: ["ops/min", 1000, 1],
  reqpm: ["req/min", 1000, 1],
  rpm: ["reads/min", 1000, 1],
  wpm: ["writes/min", 1000, 1],
  epm: ["events/min", 1000, 1],
  mpm: ["messages/min", 1000, 1],
  watth: ["Wh", 1000, 1],
  kwatth: ["Wh", 1000, 1e3],
  voltamp: ["VA", 1000, 1],
  ohm: ["Ω", 1000, 1],
  flops: ["FLOPS", 1000, 1],
  Hs: ["H/s", 1000, 1],
};

/** A fixed text after the value. */
const suffixes: Readonly<Record<string, string>> = {
  rotrpm: "rpm",
  humidity: "%H",
  decibel: "dB",
  dBm: "dBm",
  fahrenheit: "°F",
  kelvin: "K",
  degree: "°",
  ppm: "ppm",
  velocityms: "m/s",
  pressurehpa: "hPa",
  pressurebar: "bar",
  pixel: "px",
  locale: "",
};

const words: Readonly<Record<string, readonly [yes: string, no: string]>> = {
  bool: ["True", "False"],
  bool_yes_no: ["Yes", "No"],
  bool_on_off: ["On", "Off"],
};

const timestamps: Readonly<Record<string, number>> = {
  dateTimeAsIso: 1e-3,
  dateTimeAsIsoNoDateIfToday: 1e-3,
  dateTimeAsLocal: 1e-3,
  dateTimeAsUS: 1e-3,
  dateTimeAsSystem: 1e-3,
  dateTimeFromNow: 1e-3,
};

const currencies: Readonly<Record<string, string>> = {
  currencyUSD: "$",
  currencyEUR: "€",
  currencyGBP: "£",
  currencyJPY: "¥",
  currencyCHF: "CHF ",
};

/** The format of one of Grafana's unit ids; a text that is none of them stands after the value, as it does there. */
export function valueFormat(id: string | undefined): ValueFormat {
  if (id === undefined || id === "") return ours("none", 1);
  const own = lookUp(known, id);
  if (own) return ours(...own);
  const thousands = lookUp(scaled, id);
  if (thousands) return scaling(...thousands);
  const pair = lookUp(words, id);
  if (pair) return { text: (value) => pair[value === 0 ? 1 : 0], axis: () => withTicks({ text: "", size: 1 }) };
  const timeSize = lookUp(timestamps, id);
  if (timeSize !== undefined) return ours("timestamp", timeSize);
  return withPrefix(id) ?? fixed("", ` ${lookUp(suffixes, id) ?? id}`.trimEnd());
}

/** `prefix:x`, `suffix:x`, `si:x`, `count:x`, `currency:x`, `bool:yes/no`, `time:...`. */
function withPrefix(id: string): ValueFormat | null {
  const symbol = lookUp(currencies, id);
  if (symbol !== undefined) return fixed(symbol, "");
  const [, kind, rest = ""] = /^(prefix|suffix|si|count|currency|bool|time):(.*)$/s.exec(id) ?? [];
  switch (kind) {
    case "prefix":
    case "currency":
      return fixed(rest, "");
    case "suffix":
      return fixed("", ` ${rest}`);
    case "si":
    case "count":
      return scaling(rest, 1000, 1);
    case "bool": {
      const [yes = "", no = ""] = rest.split("/");
      return { text: (value) => (value === 0 ? no : yes), axis: () => withTicks({ text: "", size: 1 }) };
    }
    case "time":
      return ours("timestamp", 1e-3);
    default:
      return null;
  }
}

function ours(unit: Unit, size: number): ValueFormat {
  return {
    text(value, decimals) {
      const base = value * size;
      if (decimals === null || !Number.isFinite(base) || unit === "timestamp") return formatValue(base, unit);
      const display = displayUnit(unit, base);
      return `${withDecimals(base / display.size, decimals)} ${display.text}`.trimEnd();
    },
    axis(largest) {
      const axis = axisUnit(unit, largest * size);
      return { text: axis.text, size: axis.size / size, tick: (value) => axis.tick(value * size) };
    },
  };
}

const prefixes = ["", "k", "M", "G", "T", "P", "E"];

function scaling(suffix: string, base: 1000 | 1024, size: number): ValueFormat {
  const display = (largest: number): DisplayUnit => {
    const magnitude = Math.abs(largest * size);
    let step = 0;
    while (magnitude >= base ** (step + 1) * 0.9995 && step < prefixes.length - 1) step += 1;
    const prefix = base === 1024 && step > 0 ? `${prefixes[step]?.toUpperCase()}i` : (prefixes[step] ?? "");
    // A prefix belongs to a symbol; a word keeps it apart.
    const isWord = /^[a-z]{3,}|^I\/O/.test(suffix);
    return { text: isWord ? `${prefix} ${suffix}`.trim() : `${prefix}${suffix}`, size: base ** step / size };
  };
  return {
    axis: (largest) => withTicks(display(largest)),
    text(value, decimals) {
      if (!Number.isFinite(value)) return formatValue(value, "none");
      const unit = display(value);
      return `${figure(value / unit.size, decimals)} ${unit.text}`.trimEnd();
    },
  };
}

function fixed(before: string, after: string): ValueFormat {
  return {
    text(value, decimals) {
      const text = Number.isFinite(value) ? figure(value, decimals) : formatValue(value, "none");
      return `${before}${text}${after}`;
    },
    axis: () => withTicks({ text: after.trim(), size: 1 }),
  };
}

function withTicks(display: DisplayUnit): AxisUnit {
  return { ...display, tick: (value) => formatTick(value, display) };
}

function figure(value: number, decimals: number | null): string {
  if (decimals !== null) return withDecimals(value, decimals);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return signed(String(value));
  return signed(String(Number(value.toPrecision(size >= 1000 ? Math.ceil(Math.log10(size)) : 3))));
}

function withDecimals(value: number, decimals: number): string {
  return signed(value.toFixed(Math.min(10, Math.max(0, decimals))));
}
