import { Lock, Plus, RotateCw, Server } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { Banners } from "../../app/frame/Banners.tsx";
import { Mark } from "../../app/frame/Mark.tsx";
import { useMacInset } from "../../app/frame/useMacInset.ts";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { reportProblem } from "../../app/report.ts";
import { useAnnounceMatches } from "../../app/useAnnounceMatches.ts";
import { useClient } from "../../state/client.ts";
import { useHosts } from "../../state/hostsStore.ts";
import { navigate } from "../../state/navigation.ts";
import { workspaceStore } from "../../state/workspaceStore.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Keycap } from "../../ui/Keycap.tsx";
import { SearchInput } from "../../ui/SearchInput.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { SourceDown } from "../../ui/states/SourceDown.tsx";
import { showToast } from "../../ui/Toasts.tsx";
import { AddHostDialog } from "./AddHostDialog.tsx";
import { type AllTicked, hostColumns } from "./columns.tsx";
import styles from "./FirstRun.module.css";
import { KeyAside } from "./KeyAside.tsx";
import {
  countRows,
  filterRows,
  type HostRow,
  isRefused,
  keyQuestions,
  refusedKeys,
  rowStatus,
  type Tab,
  tickedTogether,
} from "./rows.ts";
import { type StepId, Steps, type StepText } from "./Steps.tsx";
import { savedHosts } from "./savedHosts.ts";
import { type Setup, useSetup } from "./useSetup.ts";
import { type EnvironmentChoice, WorkspaceFields } from "./WorkspaceFields.tsx";

const noRows: readonly HostRow[] = [];
const nameOf = (row: HostRow) => row.candidate.name;
const dimSkipped = (row: HostRow) => (rowStatus(row).bucket === "skipped" ? "off" : undefined);

/** Hosts of the SSH configuration, checked as they will be watched; keys trusted; one file written. */
export function FirstRun() {
  const setup = useSetup();
  const rows = setup.state.rows ?? noRows;
  const counts = useMemo(() => countRows(rows), [rows]);
  const questions = useMemo(() => keyQuestions(rows), [rows]);
  const refusedCount = useMemo(() => refusedKeys(rows).length, [rows]);
  const [tab, setTab] = useState<Tab>("all");
  const [text, setText] = useState("");
  const [selectedName, setSelectedName] = useState<string | null>(null);
  const [asideOpen, setAsideOpen] = useState(false);
  const [adding, setAdding] = useState(false);

  const shown = useMemo(() => filterRows(rows, tab, text), [rows, tab, text]);
  useAnnounceMatches(text, shown.length, rows.length, "hosts");
  const selected = rows.find((row) => nameOf(row) === selectedName) ?? null;
  const own = questions.find(({ hosts }) => hosts.includes(selectedName ?? ""));
  // Beside a refused key nobody is asked to trust another host's.
  const question = own ?? (selected && isRefused(selected) ? null : (questions[0] ?? null));
  const trust = useTrust(setup);
  const finish = useFinish(rows);

  const select = useCallback((name: string) => {
    setSelectedName(name);
    setAsideOpen(true);
  }, []);
  const review = () => {
    const host = question?.hosts[0];
    if (host) select(host);
  };
  const macInset = useMacInset();
  const skip = () => {
    if (question) setup.tick(question.hosts, false);
  };
  const primary = questions.length > 0 ? review : finish.save;

  useKeys("Set up", [
    { keys: "space", label: "Toggle", run: () => selected && setup.tick([nameOf(selected)], !selected.ticked) },
    {
      keys: "mod+a",
      label: "All",
      run: () =>
        setup.tick(
          tickedTogether(shown).map(nameOf),
          tickedTogether(shown).some((row) => !row.ticked),
        ),
    },
    { keys: "t", label: "Trust", run: () => question && trust.run(question) },
    { keys: "enter", label: "Continue", run: primary },
  ]);

  return (
    <div className={styles.page}>
      <header className={cx(styles.top, macInset && styles.macInset)}>
        <Mark />
        <span className={styles.brand}>Midwatch</span>
        <span className="fg3">Set up a workspace</span>
        <span className={styles.promise}>
          <Icon of={Lock} size={12} />
          Nothing leaves this machine. Keys stay in your ssh-agent.
        </span>
      </header>
      <div className={styles.banners}>
        <Banners />
      </div>
      <Steps
        steps={stepTexts(counts.ticked, counts.all, questions.length, refusedCount)}
        current={tab === "action" ? "keys" : "hosts"}
        onStep={(step) => {
          setTab(step === "keys" ? "action" : "all");
          if (step === "keys") review();
        }}
      />
      <main className={styles.main}>
        <div>
          <h1>Choose hosts to watch</h1>
          <p className="fg2">
            <Found state={setup.state} /> Midwatch runs <code>nvidia-smi</code> and reads <code>/proc</code>. No agent
            is installed.
          </p>
        </div>
        {setup.state.problem ? <SourceDown tone="warning">{setup.state.problem}</SourceDown> : null}
        <div className={styles.tools}>
          <SearchInput label="Filter by name or address" value={text} onChange={setText} width={240} />
          <SegmentedControl
            label="Which hosts"
            size="lg"
            segments={[
              { id: "all", label: `All ${counts.all}` },
              { id: "ready", label: `Ready ${counts.ready}` },
              { id: "action", label: `Needs action ${counts.action}` },
              { id: "skipped", label: `Skipped ${counts.skipped}` },
            ]}
            value={tab}
            onChange={setTab}
          />
          <Button
            icon={RotateCw}
            className={styles.push ?? ""}
            isDisabled={counts.checking > 0 || counts.ticked === 0}
            onPress={() => setup.check(rows.filter(isCheckable).map(nameOf))}
          >
            {counts.checking > 0 ? `Checking ${counts.checking}` : "Check again"}
          </Button>
          <Button icon={Plus} onPress={() => setAdding(true)}>
            Add host
          </Button>
        </div>
        <HostTable
          setup={setup}
          shown={shown}
          selectedName={selectedName}
          onSelect={select}
          onAdd={() => setAdding(true)}
        />
        <WorkspaceFields {...finish.fields} />
      </main>
      <KeyAside
        rows={rows}
        selected={selected}
        questions={questions}
        question={question}
        knownHostsFile={setup.state.knownHostsFile}
        busy={trust.busy}
        remember={trust.remember}
        onRemember={trust.setRemember}
        onTrust={() => question && trust.run(question)}
        onSkip={skip}
        open={asideOpen}
        onClose={() => setAsideOpen(false)}
      />
      <footer className={styles.foot}>
        <span className="fg2">
          {counts.ticked} {counts.ticked === 1 ? "host" : "hosts"} chosen, {counts.tickedReady} ready. You can finish
          now and fix the rest later.
        </span>
        <span className={styles.hints}>
          <span>
            <Keycap keys="Space" /> Toggle
          </span>
          <span>
            <Keycap keys={["Ctrl", "A"]} /> All
          </span>
          <span>
            <Keycap keys="T" /> Trust
          </span>
        </span>
        <Button size="lg" variant="ghost" onPress={() => navigate({ page: "watch", query: "" })}>
          Skip setup
        </Button>
        {questions.length > 0 ? (
          <>
            <Button size="lg" isDisabled={!finish.ready} isPending={finish.saving} onPress={finish.save}>
              {watchLabel(counts.ticked)}
            </Button>
            <Button size="lg" variant="primary" keys="Enter" onPress={review}>
              Review {questions.length} host {questions.length === 1 ? "key" : "keys"}
            </Button>
          </>
        ) : (
          <Button
            size="lg"
            variant="primary"
            keys="Enter"
            isDisabled={!finish.ready}
            isPending={finish.saving}
            onPress={finish.save}
          >
            {watchLabel(counts.ticked)}
          </Button>
        )}
      </footer>
      <AddHostDialog open={adding} onClose={() => setAdding(false)} onAdd={setup.addHost} />
    </div>
  );
}

function HostTable({
  setup,
  shown,
  selectedName,
  onSelect,
  onAdd,
}: {
  readonly setup: Setup;
  readonly shown: readonly HostRow[];
  readonly selectedName: string | null;
  readonly onSelect: (name: string) => void;
  readonly onAdd: () => void;
}) {
  const { tick, state } = setup;
  const allTicked = tickedState(tickedTogether(shown));
  const latest = useRef(shown);
  latest.current = shown;
  // Answers change rows many times a second; the columns, and with them all other rows, stay as they are.
  const columns = useMemo(
    () =>
      hostColumns({
        allTicked,
        onTickAll: (ticked) => tick(tickedTogether(latest.current).map(nameOf), ticked),
        onTick: (host, ticked) => tick([host], ticked),
      }),
    [allTicked, tick],
  );
  return (
    <div className={styles.tablePanel}>
      {state.rows === null ? (
        <LoadingSkeleton label="Reading the SSH configuration" rows={8} />
      ) : state.rows.length === 0 ? (
        <EmptyState icon={Server} title="No hosts found" action={<Button onPress={onAdd}>Add host</Button>}>
          The SSH configuration names no host. Add one by the name that ssh would take.
        </EmptyState>
      ) : (
        <DataTable
          label="Hosts"
          columns={columns}
          rows={shown}
          rowKey={nameOf}
          selected={selectedName}
          onSelect={onSelect}
          rowState={dimSkipped}
          density="lines31"
          foot={shown.length === 0 ? "No host matches this filter" : undefined}
        />
      )}
    </div>
  );
}

function tickedState(rows: readonly HostRow[]): AllTicked {
  const ticked = rows.filter((row) => row.ticked).length;
  return ticked === 0 ? "none" : ticked === rows.length ? "all" : "some";
}

function isCheckable(row: HostRow): boolean {
  return row.ticked && row.check.kind !== "watched";
}

function watchLabel(count: number): string {
  return `Watch ${count} ${count === 1 ? "host" : "hosts"}`;
}

function Found({ state }: { readonly state: Setup["state"] }) {
  if (state.rows === null) return <>Reading the SSH configuration.</>;
  const [first, ...included] = state.files;
  if (!first) return <>Found {state.rows.length} entries.</>;
  return (
    <>
      Found {state.rows.length} entries in <code>{first}</code>
      {included.length > 0 ? ` and ${included.length} included ${included.length === 1 ? "file" : "files"}` : ""}.
    </>
  );
}

function stepTexts(ticked: number, all: number, newKeys: number, changedKeys: number): readonly StepText[] {
  const keys = [newKeys > 0 ? `${newKeys} new` : "", changedKeys > 0 ? `${changedKeys} changed` : ""].filter(Boolean);
  return [
    { id: "hosts" satisfies StepId, name: "Hosts", detail: `${ticked} of ${all} chosen`, open: false },
    {
      id: "keys" satisfies StepId,
      name: "Trust host keys",
      detail: keys.join(", ") || "nothing to review",
      open: keys.length > 0,
    },
  ];
}

/** Trusts the key shown, then checks every host that waited for it. */
function useTrust(setup: Setup) {
  const { call } = useClient();
  const [busy, setBusy] = useState(false);
  const [remember, setRemember] = useState(true);
  const run = (question: ReturnType<typeof keyQuestions>[number]) => {
    const [host] = question.hosts;
    if (busy || host === undefined) return;
    setBusy(true);
    call("ssh.trustHostKey", { host, hop: question.hop, fingerprint: question.offered.fingerprint, remember })
      .catch(reportProblem(`The key of ${question.hop} was not trusted`))
      .finally(() => {
        setBusy(false);
        setup.check(question.hosts);
      });
  };
  return { busy, remember, setRemember, run };
}

/** The workspace's name and environment, and writing it all down. */
function useFinish(rows: readonly HostRow[]) {
  const { call } = useClient();
  const workspace = workspaceStore((state) => state.workspace);
  const [name, setName] = useState(workspace?.name || "my-fleet");
  const [environment, setEnvironment] = useState<EnvironmentChoice>("none");
  const [saving, setSaving] = useState(false);
  const watched = useHosts();
  const hosts = useMemo(() => {
    const present = new Map(watched.map((host) => [host.name, host.environment]));
    return savedHosts(rows, workspace, environment, present);
  }, [rows, workspace, environment, watched]);
  const ready = name.trim() !== "" && hosts.length > 0;
  const save = () => {
    if (!ready || saving) return;
    setSaving(true);
    call("setup.save", { name: name.trim(), hosts: [...hosts] })
      .then(({ file }) => {
        showToast({
          status: "ok",
          title: `Watching ${hosts.length} ${hosts.length === 1 ? "host" : "hosts"}`,
          detail: `Written to ${file}`,
        });
        navigate({ page: "watch", query: "" });
      })
      .catch(reportProblem("The workspace was not written"))
      .finally(() => setSaving(false));
  };
  return { ready, saving, save, fields: { name, onName: setName, environment, onEnvironment: setEnvironment } };
}
