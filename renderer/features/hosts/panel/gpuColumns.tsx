import type { ReactNode } from "react";
import { isMissing } from "../../../../shared/domain/gpu/model.ts";
import { formatNumber } from "../../../ui/format.ts";
import { Meter } from "../../../ui/Meter.tsx";
import { StatusIcon } from "../../../ui/StatusIcon.tsx";
import { Value } from "../../../ui/Value.tsx";
import styles from "./GpuTable.module.css";
import type { GpuRow } from "./gpuRows.ts";
import { NoReading, Reading } from "./Reading.tsx";

export interface GpuColumn {
  readonly id: string;
  readonly header: string;
  /** Pixels in the ordinary and the wide layout; none takes the rest. */
  readonly width?: number;
  readonly wideWidth?: number;
  /** Pixels that a column without a width keeps. */
  readonly minWidth?: number;
  readonly numeric?: boolean;
  readonly cell: (row: GpuRow) => ReactNode;
}

const gibibyte = 2 ** 30;

function Bar({ ratio, children }: { readonly ratio: number | null; readonly children: ReactNode }) {
  return (
    <span className={styles.bar}>
      <span className={styles.track}>
        <Meter ratio={ratio} />
      </span>
      <span className={styles.figure}>{children}</span>
    </span>
  );
}

function share(part: GpuRow["gpu"]["memoryUsedBytes"], whole: GpuRow["gpu"]["memoryTotalBytes"]): number | null {
  return isMissing(part) || isMissing(whole) || whole === 0 ? null : part / whole;
}

function Memory({ gpu }: GpuRow) {
  const { memoryUsedBytes: used, memoryTotalBytes: total } = gpu;
  if (isMissing(used)) return <NoReading reason={used.missing} />;
  return (
    <Bar ratio={share(used, total)}>
      <Value {...(isMissing(total) ? {} : { of: formatNumber(total / gibibyte) })} unit="GiB">
        {formatNumber(used / gibibyte, 1)}
      </Value>
    </Bar>
  );
}

function Power({ gpu }: GpuRow) {
  const { powerDrawWatts: draw, powerLimitWatts: limit } = gpu;
  if (isMissing(draw)) return <NoReading reason={draw.missing} />;
  return (
    <Bar ratio={share(draw, limit)}>
      <Value {...(isMissing(limit) ? {} : { of: formatNumber(limit) })} unit="W">
        {formatNumber(draw)}
      </Value>
    </Bar>
  );
}

function toneOf(row: GpuRow): "warning" | "neutral" {
  return row.throttle?.kind === "problem" ? "warning" : "neutral";
}

function Throttle({ gpu, throttle }: GpuRow) {
  if (!throttle) return <Reading of={gpu.throttleReasons}>{() => null}</Reading>;
  if (throttle.kind === "problem") {
    return (
      <span className={styles.problem} title={throttle.full}>
        <StatusIcon status="warning" size={10} label="Throttled" />
        {throttle.short}
      </span>
    );
  }
  return (
    <span className={throttle.kind === "none" ? "fg3" : "fg2"} title={throttle.full}>
      {throttle.short}
    </span>
  );
}

function Ecc({ gpu }: GpuRow) {
  const { eccCorrectedVolatile: corrected, eccUncorrectedVolatile: uncorrected } = gpu;
  if (isMissing(corrected) && isMissing(uncorrected)) return <NoReading reason={corrected.missing} />;
  const bad = !isMissing(uncorrected) && uncorrected > 0;
  const quiet = !bad && (isMissing(corrected) || corrected === 0);
  return (
    <span
      className={bad ? styles.grave : quiet ? "fg3" : undefined}
      title="Corrected and uncorrected since the driver was loaded"
    >
      {bad ? <StatusIcon status="critical" size={10} label="Uncorrected memory errors" /> : null}
      <Reading of={corrected}>{(value) => formatNumber(value)}</Reading>
      {" / "}
      <Reading of={uncorrected}>{(value) => formatNumber(value)}</Reading>
    </span>
  );
}

function Remap({ gpu }: GpuRow) {
  const { remappedRowsCorrectable: correctable, remappedRowsUncorrectable: uncorrectable } = gpu;
  if (isMissing(correctable) || isMissing(uncorrectable)) {
    return <NoReading reason={isMissing(correctable) ? correctable.missing : "notAvailable"} />;
  }
  const rows = formatNumber(correctable + uncorrectable);
  if (gpu.remapFailure === true) {
    return (
      <span className={styles.grave} title="A row could not be remapped: the card needs replacing">
        <StatusIcon status="critical" size={10} label="Remap failed" /> {rows}
      </span>
    );
  }
  if (gpu.remapPending === true) {
    return (
      <span className={styles.problem} title="A row remap is pending: it takes effect at the next GPU reset">
        <StatusIcon status="warning" size={10} label="Remap pending" /> {rows}
      </span>
    );
  }
  return <span className={rows === "0" ? "fg3" : "fg0"}>{rows}</span>;
}

function Processes({ processes }: GpuRow) {
  const [first, ...rest] = processes;
  if (first === undefined) return <span className="fg3">none</span>;
  return (
    <span className="fg2" title={processes.join(", ")}>
      {first}
      {rest.length > 0 ? ` +${rest.length}` : ""}
    </span>
  );
}

/** The cells of a GPU that answers; the first column is the row's header and drawn by the table. */
export const gpuColumns: readonly GpuColumn[] = [
  {
    id: "util",
    header: "Util",
    width: 108,
    wideWidth: 150,
    cell: ({ gpu }) => (
      <Reading of={gpu.utilizationGpuRatio}>
        {(ratio) => (
          <Bar ratio={ratio}>
            <Value unit="%">{Math.round(ratio * 100)}</Value>
          </Bar>
        )}
      </Reading>
    ),
  },
  { id: "memory", header: "Memory used", width: 168, wideWidth: 236, cell: (row) => <Memory {...row} /> },
  { id: "power", header: "Power / limit", width: 142, wideWidth: 206, cell: (row) => <Power {...row} /> },
  {
    id: "temperature",
    header: "Temp",
    width: 58,
    numeric: true,
    cell: (row) => (
      <Reading of={row.gpu.temperatureCelsius}>
        {(celsius) => (
          <Value unit="°C" tone={row.throttle?.short.endsWith("thermal") ? "warning" : "neutral"}>
            {Math.round(celsius)}
          </Value>
        )}
      </Reading>
    ),
  },
  {
    id: "clock",
    header: "SM clock",
    width: 86,
    wideWidth: 96,
    numeric: true,
    cell: (row) => (
      <Reading of={row.gpu.smClockHertz}>
        {(hertz) => (
          <Value unit="MHz" tone={toneOf(row)}>
            {formatNumber(hertz / 1e6)}
          </Value>
        )}
      </Reading>
    ),
  },
  { id: "throttle", header: "Throttle", width: 108, wideWidth: 128, cell: (row) => <Throttle {...row} /> },
  { id: "ecc", header: "ECC c/u", width: 72, numeric: true, cell: (row) => <Ecc {...row} /> },
  { id: "remap", header: "Remap", width: 58, numeric: true, cell: (row) => <Remap {...row} /> },
  { id: "process", header: "Process", minWidth: 80, cell: (row) => <Processes {...row} /> },
];
