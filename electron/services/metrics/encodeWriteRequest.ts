import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { compress } from "snappyjs";
import { metricNameLabel } from "../../../shared/domain/metrics/labels.ts";
import type { SeriesId } from "../../../shared/domain/metrics/model.ts";

/** One series' samples in ascending time. */
export interface WrittenSeries {
  readonly series: SeriesId;
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
  /** Where true the sample is a staleness mark, whatever its value. */
  readonly stale: readonly boolean[];
}

/** Fields of prometheus.WriteRequest, TimeSeries, Label and Sample (remote write 1.0). */
const field = {
  timeSeries: 1,
  labels: 1,
  samples: 2,
  labelName: 1,
  labelValue: 2,
  sampleValue: 1,
  sampleTime: 2,
} as const;

/** Prometheus' staleness mark is one particular NaN, which a JavaScript number does not keep apart. */
const staleBits = 0x7ff0_0000_0000_0002n;

/** A WriteRequest of remote write 1.0, snappy-compressed (block format). Labels of `added` are put where a series has none of that name. */
export function encodeWriteRequest(
  all: readonly WrittenSeries[],
  added: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  for (const one of all) {
    writer.tag(field.timeSeries, WireType.LengthDelimited).fork();
    writeLabels(writer, { ...added, ...one.series.labels, [metricNameLabel]: one.series.name });
    one.timesMs.forEach((timeMs, i) => {
      writer.tag(field.samples, WireType.LengthDelimited).fork();
      writer.tag(field.sampleValue, WireType.Bit64);
      if (one.stale[i]) writer.fixed64(staleBits);
      else writer.double(one.values[i] ?? Number.NaN);
      writer.tag(field.sampleTime, WireType.Varint).int64(timeMs);
      writer.join();
    });
    writer.join();
  }
  // A buffer of its own: it is handed to another thread.
  return Uint8Array.from(compress(writer.finish()));
}

/** Receivers require labels sorted by name, and none that is empty. */
function writeLabels(writer: BinaryWriter, labels: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(labels).sort()) {
    const value = labels[name];
    if (!value) continue;
    writer.tag(field.labels, WireType.LengthDelimited).fork();
    writer.tag(field.labelName, WireType.LengthDelimited).string(name);
    writer.tag(field.labelValue, WireType.LengthDelimited).string(value);
    writer.join();
  }
}
