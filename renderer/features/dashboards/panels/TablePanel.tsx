import { useMemo, useState } from "react";
import { settingsFor } from "../../../../shared/domain/dashboards/fields.ts";
import type { Cell, Field, Frame } from "../../../../shared/domain/dashboards/frames.ts";
import type { DashboardPanel, FieldSettings } from "../../../../shared/domain/dashboards/model.ts";
import { sortFrame, transformFrames } from "../../../../shared/domain/dashboards/transform.ts";
import type { ClockZone } from "../../../charts/scales.ts";
import { settingsStore } from "../../../state/settingsStore.ts";
import { type Column, DataTable, type Sort } from "../../../ui/DataTable.tsx";
import { formatClock } from "../../../ui/format.ts";
import { Meter } from "../../../ui/Meter.tsx";
import { None } from "../../../ui/Value.tsx";
import { displayName, type Shot, shownFigure, stoppedFrameMs } from "../panelAnswers.ts";
import styles from "./panels.module.css";
import { ToneMark, toneClass } from "./tones.tsx";

const mostRows = 200;

/** The frames as one table: rows of what was answered, or the newest value of each series. */
export function TablePanel({
  panel,
  title,
  shot,
}: {
  readonly panel: DashboardPanel;
  readonly title: string;
  readonly shot: Shot;
}) {
  const zone = settingsStore(({ clock }) => clock);
  const table = useMemo(() => oneTable(panel, shot, zone), [panel, shot, zone]);
  const [sort, setSort] = useState<Sort | null>(null);
  const order = useMemo(
    () => sort ?? (panel.sortBy ? { column: panel.sortBy.field, direction: direction(panel.sortBy.descending) } : null),
    [sort, panel.sortBy],
  );
  const sorted = useMemo(
    () => (order ? sortFrame(table.frame, order.column, order.direction === "descending") : table.frame),
    [table, order],
  );
  const columns = useMemo(() => sorted.fields.map((field) => columnOf(field, table.settings)), [sorted, table]);
  const length = sorted.fields[0]?.values.length ?? 0;
  const rows = useMemo(() => Array.from({ length: Math.min(length, mostRows) }, (_, row) => row), [length]);
  return (
    <section
      className={styles.scroll}
      aria-label={`${title}, rows`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and may hold nothing to focus
      tabIndex={0}
    >
      <DataTable
        label={title}
        columns={columns}
        rows={rows}
        rowKey={String}
        density="compact"
        hideHead={!panel.showHeader}
        onSort={setSort}
        {...(order ? { sort: order } : {})}
        foot={length > mostRows ? `${length - mostRows} more rows` : undefined}
      />
    </section>
  );
}

function direction(descending: boolean): Sort["direction"] {
  return descending ? "descending" : "ascending";
}

interface OneTable {
  readonly frame: Frame;
  readonly settings: ReadonlyMap<string, FieldSettings>;
}

/** Frames of single series become a row each, with when one that stopped was last seen; hidden columns go, names are those that are shown. */
function oneTable(panel: DashboardPanel, { frames, currentFromMs }: Shot, zone: ClockZone): OneTable {
  const isSeries = frames.length > 0 && frames.every(({ fields }) => fields.length === 2 && fields[0]?.type === "time");
  const [frame] = isSeries
    ? transformFrames(frames, [{ kind: "reduce", calcs: [panel.calc], labels: false, keepFields: false }])
    : frames.length > 1
      ? transformFrames(frames, [{ kind: "merge" }])
      : frames;
  const rowed = isSeries ? frames.filter(({ fields }) => fields[1]?.type === "number") : [];
  const stopped = rowed.map((one) => stoppedFrameMs(panel, one, currentFromMs));
  const lastSeen: Field = {
    name: "Last seen",
    type: "string",
    refId: "",
    values: stopped.map((atMs) => (atMs === null ? "now" : formatClock(atMs, zone))),
    labels: {},
  };
  const settings = new Map<string, FieldSettings>();
  const fields = [...(frame?.fields ?? []), ...(stopped.some((atMs) => atMs !== null) ? [lastSeen] : [])].flatMap(
    (field): Field[] => {
      const own = settingsFor(panel.defaults, panel.overrides, field);
      if (own.hidden) return [];
      const name = displayName(own, field.name, field.labels);
      settings.set(name, own);
      return [{ ...field, name }];
    },
  );
  return { frame: { name: "", refId: "", fields }, settings };
}

function columnOf(field: Field, all: ReadonlyMap<string, FieldSettings>): Column<number> {
  const settings = all.get(field.name) ?? {};
  const isNumber = field.type === "number";
  const numbers = isNumber ? field.values.flatMap((value) => (typeof value === "number" ? [value] : [])) : [];
  const max =
    settings.max ?? (settings.unit === "percentunit" ? 1 : settings.unit === "percent" ? 100 : Math.max(0, ...numbers));
  return {
    id: field.name,
    header: field.name,
    numeric: isNumber,
    sortable: true,
    title: (row) => String(field.values[row] ?? ""),
    cell: (row) => <CellText cell={field.values[row] ?? null} type={field.type} settings={settings} max={max} />,
  };
}

function CellText({
  cell,
  type,
  settings,
  max,
}: {
  readonly cell: Cell;
  readonly type: Field["type"];
  readonly settings: FieldSettings;
  readonly max: number;
}) {
  if (type === "time")
    return typeof cell === "number" ? `${new Date(cell).toISOString().slice(0, 19).replace("T", " ")}Z` : <None />;
  if (type === "string" && !settings.mappings) return cell === null ? <None /> : String(cell);
  const shown = shownFigure(typeof cell === "number" ? cell : null, settings);
  if (cell === null) return <None>{shown.text}</None>;
  if (typeof cell === "string") return cell;
  return (
    <span className={styles.cell}>
      {settings.cell === "gauge" ? (
        <Meter
          ratio={max > 0 ? cell / max : null}
          width={64}
          tone={shown.tone === "warning" || shown.tone === "critical" ? shown.tone : "normal"}
        />
      ) : null}
      <ToneMark tone={shown.tone} size={10} />
      <span className={toneClass(shown.tone)}>{shown.text}</span>
    </span>
  );
}
