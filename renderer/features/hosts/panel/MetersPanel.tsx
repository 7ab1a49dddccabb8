import type { ReactNode } from "react";
import { formatBytes } from "../../../../shared/domain/format/numbers.ts";
import type { HostDetail } from "../../../state/types.ts";
import { formatNumber } from "../../../ui/format.ts";
import { Meter } from "../../../ui/Meter.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { StatusIcon } from "../../../ui/StatusIcon.tsx";
import { None } from "../../../ui/Value.tsx";
import styles from "./HostPanel.module.css";

const mostFilesystems = 4;
const fullRatio = 0.9;
const brimRatio = 0.97;

/** The host apart from its GPUs: how much of each of its resources is in use. */
export function MetersPanel({ detail }: { readonly detail: HostDetail }) {
  const { vitals } = detail;
  return (
    <Panel title="Host" count={detail.facts.os ?? undefined} className={styles.fixed ?? ""}>
      <dl className={styles.meters}>
        {vitals ? <Vitals vitals={vitals} /> : <Line name="CPU" ratio={null} figure={<None>not read yet</None>} />}
        <Filesystems filesystems={detail.filesystems} />
      </dl>
    </Panel>
  );
}

function Vitals({ vitals }: { readonly vitals: NonNullable<HostDetail["vitals"]> }) {
  const { memoryTotalBytes: total, memoryAvailableBytes: available, swapTotalBytes: swap } = vitals;
  const used = available === null ? null : total - available;
  const swapUsed = swap - vitals.swapFreeBytes;
  return (
    <>
      <Line
        name="CPU"
        ratio={vitals.cpuRatio}
        figure={
          vitals.cpuRatio === null ? <None /> : `${Math.round(vitals.cpuRatio * 100)} % of ${vitals.cpuCount} CPUs`
        }
      />
      <Line
        name="Load"
        ratio={vitals.cpuCount > 0 ? vitals.load1 / vitals.cpuCount : null}
        figure={[vitals.load1, vitals.load5, vitals.load15].map((load) => formatNumber(load, 2)).join("  ")}
      />
      <Line
        name="Memory"
        ratio={used === null || total === 0 ? null : used / total}
        figure={used === null ? <None /> : `${formatBytes(used)} of ${formatBytes(total)}`}
      />
      <Line
        name="Swap"
        ratio={swap === 0 ? null : swapUsed / swap}
        figure={swap === 0 ? <None>no swap</None> : `${formatBytes(swapUsed)} of ${formatBytes(swap)}`}
      />
    </>
  );
}

/** The fullest first: usable space, as df counts it. */
function Filesystems({ filesystems }: { readonly filesystems: HostDetail["filesystems"] }) {
  const sorted = filesystems
    .map((filesystem) => {
      const usable = filesystem.usedBytes + filesystem.availableBytes;
      return { ...filesystem, ratio: usable === 0 ? 0 : filesystem.usedBytes / usable };
    })
    .sort((a, b) => b.ratio - a.ratio);
  const rest = sorted.length - mostFilesystems;
  return (
    <>
      {sorted.slice(0, mostFilesystems).map(({ mount, device, ratio, availableBytes }) => (
        <Line
          key={`${device} ${mount}`}
          name={<span className="mono">{mount}</span>}
          title={`${mount} on ${device}`}
          ratio={ratio}
          full={ratio >= brimRatio ? "critical" : ratio >= fullRatio ? "warning" : null}
          figure={`${Math.round(ratio * 100)} %, ${formatBytes(availableBytes)} free`}
        />
      ))}
      {rest > 0 ? (
        <div className={styles.more}>
          <dt>{rest} more</dt>
          <dd>none fuller than these</dd>
        </div>
      ) : null}
    </>
  );
}

function Line({
  name,
  title,
  ratio,
  figure,
  full = null,
}: {
  readonly name: ReactNode;
  readonly title?: string;
  readonly ratio: number | null;
  readonly figure: ReactNode;
  readonly full?: "warning" | "critical" | null;
}) {
  return (
    <div className={styles.meter}>
      <dt className="clip" title={title}>
        {name}
      </dt>
      <dd>
        <Meter ratio={ratio} tone={full ?? "normal"} />
        <span className={full ?? "fg1"}>
          {full ? <StatusIcon status={full} size={10} label={full === "critical" ? "Full" : "Nearly full"} /> : null}
          {figure}
        </span>
      </dd>
    </div>
  );
}
