import { Copy, Ellipsis, RotateCw, Search } from "lucide-react";
import { type CSSProperties, type ReactNode, useState } from "react";
import { Badge } from "../../renderer/ui/Badge.tsx";
import { Button, type ButtonVariant } from "../../renderer/ui/Button.tsx";
import { Checkbox, Switch } from "../../renderer/ui/Checkbox.tsx";
import { Chip } from "../../renderer/ui/Chip.tsx";
import { type Column, DataTable, type Sort } from "../../renderer/ui/DataTable.tsx";
import { CommandText, Dialog } from "../../renderer/ui/Dialog.tsx";
import { EnvironmentTag } from "../../renderer/ui/EnvironmentTag.tsx";
import { Keycap } from "../../renderer/ui/Keycap.tsx";
import { Menu, MenuList } from "../../renderer/ui/Menu.tsx";
import { Meter } from "../../renderer/ui/Meter.tsx";
import { SearchInput } from "../../renderer/ui/SearchInput.tsx";
import { SegmentedControl } from "../../renderer/ui/SegmentedControl.tsx";
import { Select } from "../../renderer/ui/Select.tsx";
import { type Status, StatusText, statusWords } from "../../renderer/ui/StatusIcon.tsx";
import { StaleBadge } from "../../renderer/ui/states/StaleBadge.tsx";
import { TextInput } from "../../renderer/ui/TextInput.tsx";
import { showToast, Toasts } from "../../renderer/ui/Toasts.tsx";
import { Tooltip } from "../../renderer/ui/Tooltip.tsx";
import { None, Value } from "../../renderer/ui/Value.tsx";
import styles from "./gallery.module.css";

const ignore = () => undefined;
const statuses = Object.keys(statusWords) as Status[];

export function ComponentsPage() {
  return (
    <main className={`${styles.page} ${styles.components}`}>
      <header className={styles.title}>
        <h1>Components</h1>
        <span className="fg2">Built only from the tokens. Every state is reachable by keyboard.</span>
      </header>
      <div className={styles.columns}>
        <div className={styles.stack}>
          <Buttons />
          <Inputs />
          <Statuses />
          <Menus />
        </div>
        <div className={styles.stack}>
          <Hosts />
          <Confirmation />
          <Meters />
          <ToastButtons />
        </div>
        <div className={styles.stack}>
          <Swatches title="Surfaces" names={["bg-0", "bg-1", "bg-2", "bg-3", "bg-4"]} />
          <Swatches title="Series" names={["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"]} />
          <Swatches title="Heat" names={["h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7"]} />
        </div>
      </div>
      <Toasts />
    </main>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

const variants: readonly { readonly name: string; readonly variant: ButtonVariant }[] = [
  { name: "Primary", variant: "primary" },
  { name: "Default", variant: "default" },
  { name: "Ghost", variant: "ghost" },
  { name: "Danger", variant: "danger" },
  { name: "Danger line", variant: "dangerOutline" },
];

function Buttons() {
  const [range, setRange] = useState("1h");
  return (
    <Section title="Buttons">
      {variants.map(({ name, variant }) => (
        <div key={variant} className={styles.line}>
          <span>{name}</span>
          <Button variant={variant}>Label</Button>
          <Button variant={variant} isDisabled>
            Disabled
          </Button>
          <Button variant={variant} icon={RotateCw}>
            Icon
          </Button>
          <Button variant={variant} icon={Ellipsis} aria-label={`More, ${name}`} />
          <Button variant={variant} keys="Enter">
            Run
          </Button>
        </div>
      ))}
      <div className={styles.line}>
        <span>Size</span>
        <Button size="sm">20 row</Button>
        <Button>24 default</Button>
        <Button size="lg">32 dialog</Button>
        <SegmentedControl
          label="Range"
          value={range}
          onChange={setRange}
          segments={[
            { id: "1h", label: "1 h" },
            { id: "6h", label: "6 h" },
            { id: "24h", label: "24 h" },
          ]}
        />
      </div>
    </Section>
  );
}

function Inputs() {
  const [text, setText] = useState("gpu-a09");
  const [on, setOn] = useState(true);
  const [zone, setZone] = useState<"utc" | "local">("utc");
  return (
    <Section title="Inputs">
      <div className={styles.inputs}>
        <SearchInput label="Placeholder" value="" onChange={ignore} />
        <SearchInput label="Filter" value={text} onChange={setText} />
        <TextInput label="Disabled" hideLabel value="Disabled" onChange={ignore} disabled />
        <TextInput label="Interval" hideLabel mono value="30x" onChange={ignore} error="Use a number with s, m or h" />
        <span className={styles.wrap}>
          <Checkbox selected={on} onChange={setOn}>
            On
          </Checkbox>
          <Checkbox selected={!on} onChange={(off) => setOn(!off)}>
            Off
          </Checkbox>
          <Checkbox selected={false} mixed onChange={ignore}>
            Mixed
          </Checkbox>
        </span>
        <span className={styles.wrap}>
          <Switch selected={on} onChange={setOn}>
            On
          </Switch>
          <Switch selected={!on} onChange={(off) => setOn(!off)}>
            Off
          </Switch>
          <Select
            label="Zone"
            value={zone}
            onChange={setZone}
            options={[
              { id: "utc", label: "UTC" },
              { id: "local", label: "Local" },
            ]}
          />
        </span>
      </div>
    </Section>
  );
}

function Statuses() {
  return (
    <Section title="Status and environment">
      <div className={styles.wrap}>
        {statuses.map((status) => (
          <StatusText key={status} status={status} />
        ))}
      </div>
      <div className={styles.wrap}>
        <Badge tone="critical" status="critical">
          Unreachable
        </Badge>
        <Badge tone="warning" status="warning">
          Throttled
        </Badge>
        <Badge tone="info">Recovering</Badge>
        <Badge tone="ok" status="ok">
          Connected
        </Badge>
        <Badge>Idle</Badge>
        <StaleBadge ageMs={48_000} />
      </div>
      <div className={styles.wrap}>
        <EnvironmentTag kind="production" />
        <EnvironmentTag kind="staging" />
        <EnvironmentTag kind="development" />
        <span className="fg3 small">solid bar, plain, dashed: readable without colour</span>
      </div>
      <div className={styles.wrap}>
        <Chip mono>team=llm</Chip>
        <Chip mono onRemove={ignore} removeLabel="Remove cluster=eu-1">
          cluster=eu-1
        </Chip>
        <Keycap keys={["Ctrl", "K"]} />
        <Keycap keys={["G", "then", "H"]} />
      </div>
    </Section>
  );
}

const entries = [
  { id: "open", label: "Open host", icon: Search, keys: "Enter", onAction: ignore },
  { id: "copy", label: "Copy PromQL", icon: Copy, keys: "Y", onAction: ignore },
  {
    id: "restart",
    label: "Restart service",
    icon: RotateCw,
    keys: ["Shift", "R"],
    danger: true,
    separated: true,
    onAction: ignore,
  },
];

function Menus() {
  return (
    <Section title="Menu and tooltip">
      <div className={styles.wrap}>
        <div className={styles.pop}>
          <MenuList label="Host, shown" entries={entries} />
        </div>
        <Menu label="Host" entries={entries}>
          <Button>Open menu</Button>
        </Menu>
        <Tooltip content="Restart service" keys={["Shift", "R"]}>
          <Button>Explained</Button>
        </Tooltip>
      </div>
    </Section>
  );
}

interface HostLine {
  readonly host: string;
  readonly status: Status;
  readonly word: string;
  readonly util: number | null;
  readonly celsius: number | null;
}

const lines: readonly HostLine[] = [
  { host: "gpu-a08", status: "ok", word: "Healthy", util: 98, celsius: 72 },
  { host: "gpu-a09", status: "warning", word: "Throttled", util: 91, celsius: 87 },
  { host: "gpu-a10", status: "ok", word: "Healthy", util: 97, celsius: 71 },
  { host: "gpu-d04", status: "unknown", word: "No data", util: null, celsius: null },
];

const columns: readonly Column<HostLine>[] = [
  { id: "host", header: "Host", sortable: true, name: true, mono: true, cell: (line) => line.host },
  {
    id: "state",
    header: "State",
    width: 112,
    cell: (line) => (
      <StatusText status={line.status} plain>
        {line.word}
      </StatusText>
    ),
  },
  { id: "util", header: "Util", width: 76, numeric: true, sortable: true, cell: (line) => figure(line.util, "%") },
  {
    id: "temp",
    header: "Temp",
    width: 76,
    numeric: true,
    sortable: true,
    cell: (line) => figure(line.celsius, "°C", 84),
  },
];

function figure(value: number | null, unit: string, limit = Number.POSITIVE_INFINITY) {
  if (value === null) return <None />;
  return (
    <Value unit={unit} tone={value > limit ? "warning" : "neutral"}>
      {value}
    </Value>
  );
}

function Hosts() {
  const [selected, setSelected] = useState<string | null>("gpu-a09");
  const [sort, setSort] = useState<Sort>({ column: "host", direction: "ascending" });
  return (
    <Section title="Table">
      <div className={styles.frame}>
        <DataTable
          label="Hosts"
          columns={columns}
          rows={lines}
          rowKey={hostOf}
          selected={selected}
          onSelect={setSelected}
          onOpen={ignore}
          sort={sort}
          onSort={setSort}
          rowState={stateOf}
        />
      </div>
    </Section>
  );
}

const hostOf = (line: HostLine) => line.host;
const stateOf = (line: HostLine) => (line.util === null ? "off" : undefined);

function Confirmation() {
  const [open, setOpen] = useState(location.hash === "#dialog");
  const [name, setName] = useState("gpu-a09");
  return (
    <Section title="Dialog, production">
      <Button variant="dangerOutline" onPress={() => setOpen(true)}>
        Restart vllm-0
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Restart vllm-0 on gpu-a09?"
        aside={<EnvironmentTag kind="production" />}
        footer={
          <>
            <Button size="lg" keys="Esc" onPress={() => setOpen(false)}>
              Cancel
            </Button>
            <Button size="lg" variant="danger" keys={["Ctrl", "Enter"]} isDisabled={name !== "gpu-a09"}>
              Restart in production
            </Button>
          </>
        }
      >
        <p>
          Drops up to <b className="fg0">256</b> requests in flight. The replica is back in about{" "}
          <b className="fg0">90 s</b>.
        </p>
        <CommandText>ssh gpu-a09 -- docker restart -t 60 vllm-0</CommandText>
        <TextInput label="Type gpu-a09 to confirm" value={name} onChange={setName} mono autoFocus />
      </Dialog>
    </Section>
  );
}

function Meters() {
  return (
    <Section title="Meters">
      <div className={styles.wrap}>
        <Meter ratio={0.71} width={48} /> <Value unit="%">71</Value>
        <Meter ratio={0.87} width={48} tone="warning" />{" "}
        <Value unit="%" tone="warning">
          87
        </Value>
        <Meter ratio={0.97} width={48} tone="critical" />{" "}
        <Value unit="%" tone="critical">
          97
        </Value>
        <Meter ratio={null} width={48} /> <None />
      </div>
    </Section>
  );
}

function ToastButtons() {
  const undo = { label: "Undo", onPress: ignore };
  return (
    <Section title="Toasts">
      <div className={styles.wrap}>
        <Button
          onPress={() => showToast({ status: "ok", title: "Silenced for 2 h", detail: "QueueDepthHigh", action: undo })}
        >
          Done
        </Button>
        <Button
          onPress={() => showToast({ status: "running", title: "Restarting vllm-0", detail: "Step 2 of 4, 11 s" })}
        >
          Running
        </Button>
        <Button
          onPress={() => showToast({ status: "critical", title: "Restart failed on gpu-a09", detail: "Exit 137" })}
        >
          Failed
        </Button>
      </div>
    </Section>
  );
}

function Swatches({ title, names }: { readonly title: string; readonly names: readonly string[] }) {
  return (
    <Section title={title}>
      <div className={styles.swatches}>
        {names.map((name) => (
          <span key={name} className="small fg3" style={{ "--swatch": `var(--${name})` } as CSSProperties}>
            {name}
          </span>
        ))}
      </div>
    </Section>
  );
}
