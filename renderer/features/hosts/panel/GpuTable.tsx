import { Copy } from "lucide-react";
import { useMemo } from "react";
import { isGpuCountKnown } from "../../../../shared/domain/gpu/subsystem.ts";
import { gpuStateWords } from "../../../../shared/domain/gpu/words.ts";
import { gpuSlot } from "../../../charts/gpuSlot.ts";
import { selectHost } from "../../../state/selection.ts";
import type { HostDetail } from "../../../state/types.ts";
import { Button } from "../../../ui/Button.tsx";
import { cx } from "../../../ui/cx.ts";
import { formatAge, formatNumber } from "../../../ui/format.ts";
import { leastWidth } from "../../../ui/leastWidth.ts";
import { Panel } from "../../../ui/Panel.tsx";
import { StatusIcon } from "../../../ui/StatusIcon.tsx";
import { useLayoutWidth } from "../../../ui/useMediaQuery.ts";
import { useRovingRows } from "../../../ui/useRovingRows.ts";
import { None, Value } from "../../../ui/Value.tsx";
import { copyTable } from "./copyTable.ts";
import styles from "./GpuTable.module.css";
import { gpuColumns } from "./gpuColumns.tsx";
import type { GpuRow, MigDevice } from "./gpuRows.ts";
import { Reading } from "./Reading.tsx";

const gibibyte = 2 ** 30;

/** Of the first column, which names the GPU. */
const indexPx = 48;

/** Every GPU of the host: a line each, its MIG devices under it, a sentence across for one that does not answer. */
export function GpuTable({
  detail,
  rows,
  selected,
  nowMs,
}: {
  readonly detail: HostDetail;
  readonly rows: readonly GpuRow[];
  /** nvidia-smi's index. */
  readonly selected: number | null;
  readonly nowMs: number;
}) {
  const wide = useLayoutWidth() === "wide";
  const { summary } = detail;
  const keys = useMemo(() => rows.map(({ key }) => key), [rows]);
  const current = rows.find(({ gpu }) => gpu.index !== null && gpu.index === selected)?.key ?? null;
  const choose = (key: string) => selectHost(summary.name, rows.find((row) => row.key === key)?.gpu.index ?? null);
  const roving = useRovingRows({ keys, current, onCurrent: choose, onOpen: undefined });
  const columns = gpuColumns.map(({ id, width, wideWidth, minWidth }) => ({
    id,
    ...(width ? { width: wide ? (wideWidth ?? width) : width } : {}),
    ...(minWidth ? { minWidth } : {}),
  }));
  const age = detail.gpusAtMs === null ? null : formatAge(nowMs - detail.gpusAtMs);

  return (
    <Panel
      title="GPUs"
      scroll
      count={gpuCount(summary)}
      controls={
        <>
          <span className="fg3 small">{age === null ? "nvidia-smi over SSH" : `nvidia-smi over SSH, ${age} ago`}</span>
          <Button size="sm" variant="ghost" icon={Copy} onPress={() => copyTable(rows)}>
            Copy table
          </Button>
        </>
      }
    >
      <table
        className={cx(styles.table, summary.stale && styles.stale)}
        style={{ minWidth: indexPx + leastWidth(columns) }}
        aria-label="GPUs"
      >
        <colgroup>
          <col style={{ width: indexPx }} />
          {columns.map(({ id, width }) => (
            <col key={id} {...(width ? { style: { width } } : {})} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <th scope="col">GPU</th>
            {gpuColumns.map(({ id, header, numeric }) => (
              <th key={id} scope="col" className={numeric ? styles.numeric : undefined}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={roving.onKeyDown}>
          {rows.map((row, index) => (
            <GpuLines
              key={row.key}
              row={row}
              isSelected={row.key === current}
              isTabStop={current === null ? index === 0 : row.key === current}
              register={roving.register}
              onChoose={() => choose(row.key)}
            />
          ))}
          {rows.length === 0 ? (
            <tr>
              <td colSpan={columns.length + 1} className="fg3">
                {isGpuCountKnown(summary.gpuSubsystem.kind)
                  ? "This host has no GPU."
                  : "nvidia-smi has not listed a GPU yet."}
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </Panel>
  );
}

/** `8 x H100 80 GB`; nothing where the number is not known. */
function gpuCount({ gpusExpected, gpuModel, gpuSubsystem }: HostDetail["summary"]): string | undefined {
  if (gpusExpected === 0 && !isGpuCountKnown(gpuSubsystem.kind)) return undefined;
  return gpuModel ? `${gpusExpected} x ${gpuModel}` : String(gpusExpected);
}

function GpuLines({
  row,
  isSelected,
  isTabStop,
  register,
  onChoose,
}: {
  readonly row: GpuRow;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly register: (key: string, element: HTMLElement | null) => void;
  readonly onChoose: () => void;
}) {
  const { gpu } = row;
  return (
    <>
      <tr
        ref={(element) => register(row.key, element)}
        className={cx(styles.row, isSelected && styles.selected)}
        tabIndex={isTabStop ? 0 : -1}
        aria-current={isSelected ? "true" : undefined}
        onClick={onChoose}
      >
        <th scope="row" title={`${gpu.name}, ${gpu.uuid ?? "UUID unknown"}, ${gpu.busId ?? "bus id unknown"}`}>
          <span className={styles.index}>
            <span className={styles.swatch} style={{ background: `var(--s${gpuSlot(gpu.index)})` }} />
            <span className="mono">{gpu.index ?? "?"}</span>
          </span>
        </th>
        {gpu.state === "ok" ? (
          gpuColumns.map((column) => (
            <td key={column.id} className={column.numeric ? styles.numeric : undefined}>
              {column.cell(row)}
            </td>
          ))
        ) : (
          <td colSpan={gpuColumns.length} title={gpu.stateText ?? undefined}>
            <span className={styles.grave}>
              <StatusIcon status="critical" size={12} /> {gpuStateWords(gpu.state)}
            </span>
            <span className={cx("mono fg2", styles.stateText)}>
              {[gpu.busId, gpu.stateText].filter(Boolean).join("  ")}
            </span>
          </td>
        )}
      </tr>
      {row.mig.map((device) => (
        <MigLine key={`${device.gpuInstanceId}/${device.computeInstanceId}`} device={device} />
      ))}
    </>
  );
}

/** A slice of a GPU: nvidia-smi reports its memory, and nothing else, apart from its parent. */
function MigLine({ device }: { readonly device: MigDevice }) {
  return (
    <tr className={styles.mig}>
      <th scope="row" className="fg3" title={device.uuid ?? undefined}>
        <span className="mono">
          {device.gpuInstanceId}.{device.computeInstanceId}
        </span>
      </th>
      <td className="fg2">{device.profile ? `MIG ${device.profile}` : "MIG"}</td>
      <td>
        <Reading of={device.memoryUsedBytes}>
          {(used) => (
            <Reading of={device.memoryTotalBytes}>
              {(total) => (
                <Value of={formatNumber(total / gibibyte, 1)} unit="GiB">
                  {formatNumber(used / gibibyte, 1)}
                </Value>
              )}
            </Reading>
          )}
        </Reading>
      </td>
      <td colSpan={gpuColumns.length - 2}>
        <None>measured for the whole GPU only</None>
      </td>
    </tr>
  );
}
