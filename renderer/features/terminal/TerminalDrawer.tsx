import { ChevronDown, Circle, CircleStop, Columns2, Copy, Plus, Search, SquareTerminal, X } from "lucide-react";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { targetName } from "../../../shared/domain/terminal/target.ts";
import { useLink } from "../../state/client.ts";
import { useNow } from "../../state/now.ts";
import {
  changeTab,
  mostPanes,
  removePane,
  splitTab,
  stepTerminal,
  type TerminalTab,
  terminalsStore,
  toggleTerminals,
} from "../../state/terminalsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { formatAge } from "../../ui/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import { DrawerHandle } from "./DrawerHandle.tsx";
import { FindBar } from "./FindBar.tsx";
import { createLiveTerminals, type HeldPaste, type LiveTerminals } from "./liveTerminals.ts";
import { NewTerminalDialog } from "./NewTerminalDialog.tsx";
import { PasteDialog } from "./PasteDialog.tsx";
import { TargetTag, useEnvironment } from "./TargetTag.tsx";
import { TerminalPane } from "./TerminalPane.tsx";
import type { TerminalRecorder } from "./TerminalRecorder.ts";
import { copyText } from "./TerminalView.ts";
import styles from "./terminal.module.css";

/** Terminals below every screen. Hidden ones go on. */
export function TerminalDrawer() {
  const link = useLink();
  const { open, heightPx, tabs, active } = terminalsStore();
  const [held, setHeld] = useState<HeldPaste | null>(null);
  const [finding, setFinding] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const live = useMemo(
    () =>
      createLiveTerminals({
        link,
        onHeldPaste: setHeld,
        onKey(key) {
          if (key === "search") setFinding(true);
          else if (key === "leave") focusTab();
          else if (key === "split") splitTab(terminalsStore.getState().active ?? "");
          else stepTerminal(key === "next" ? 1 : -1);
        },
      }),
    [link],
  );
  useEffect(() => () => live.dispose(), [live]);
  const tab = tabs.find(({ key }) => key === active);
  const pane = tab?.panes.find(({ key }) => key === tab.active);
  // A drawer without terminals is there to open one.
  const isChoosing = choosing || (open && tabs.length === 0);
  const stopChoosing = () => {
    setChoosing(false);
    if (terminalsStore.getState().tabs.length === 0) terminalsStore.setState({ open: false });
  };

  return (
    <>
      {open && tab && pane ? (
        <section className={styles.drawer} style={{ height: heightPx }} aria-label="Terminals">
          <DrawerHandle heightPx={heightPx} />
          <Tabs
            className={styles.tabs ?? ""}
            selectedKey={tab.key}
            onSelectionChange={(key) => terminalsStore.setState({ active: String(key) })}
          >
            <div className={styles.bar} data-terminal-bar>
              <Icon of={SquareTerminal} size={14} className="fg2" />
              <TabList className={styles.tabList ?? ""} aria-label="Terminals" items={tabs}>
                {(one) => (
                  <Tab id={one.key} className={styles.tab ?? ""}>
                    <TabLabel tab={one} />
                  </Tab>
                )}
              </TabList>
              <Button variant="ghost" icon={Plus} aria-label="Open a terminal" onPress={() => setChoosing(true)} />
              <span className="grow" />
              <TabControls tab={tab} live={live} onFind={() => setFinding(true)} />
              <Button variant="ghost" icon={ChevronDown} aria-label="Hide the terminals" onPress={toggleTerminals} />
              <Button
                variant="ghost"
                icon={X}
                aria-label={`Close the terminal on ${targetName(pane.target)}`}
                onPress={() => removePane(pane.key)}
              />
            </div>
            {tab.broadcast ? <BroadcastBar tab={tab} /> : null}
            {finding ? <FindBar view={live.get(pane).view} onClose={() => setFinding(false)} /> : null}
            <TabPanel id={tab.key} className={styles.panes ?? ""}>
              {tab.panes.map((one) => (
                <TerminalPane
                  key={one.key}
                  pane={one}
                  live={live.get(one)}
                  focused={one.key === tab.active && !finding}
                />
              ))}
            </TabPanel>
          </Tabs>
        </section>
      ) : null}
      {isChoosing ? <NewTerminalDialog onClose={stopChoosing} /> : null}
      {held ? (
        <PasteDialog
          held={held}
          onClose={() => setHeld(null)}
          onPaste={() => {
            live.paste(held);
            setHeld(null);
          }}
        />
      ) : null}
    </>
  );
}

function focusTab(): void {
  document.querySelector<HTMLElement>("[data-terminal-bar] [role=tab][aria-selected=true]")?.focus();
}

function tabName({ panes }: TerminalTab): string {
  return panes.map(({ target }) => targetName(target)).join(", ");
}

/** Coloured by the gravest environment is not enough where panes differ: each names its own. */
function TabLabel({ tab }: { readonly tab: TerminalTab }) {
  const environment = useEnvironment(tab.panes[0]?.target);
  return (
    <span className={cx(styles.label, environment && styles[environment.kind])}>
      {tab.panes[0] ? <TargetTag target={tab.panes[0].target} /> : null}
      <span className="mono clip">{tabName(tab)}</span>
    </span>
  );
}

function TabControls({
  tab,
  live,
  onFind,
}: {
  readonly tab: TerminalTab;
  readonly live: LiveTerminals;
  readonly onFind: () => void;
}) {
  const pane = tab.panes.find(({ key }) => key === tab.active);
  if (!pane) return null;
  const { view, recorder } = live.get(pane);
  return (
    <>
      <RecordButton recorder={recorder} name={targetName(pane.target)} />
      <Button variant="ghost" icon={Search} aria-label="Find in the terminal" onPress={onFind} />
      <Button
        variant="ghost"
        icon={Copy}
        aria-label="Copy what is selected"
        onPress={() => void copyText(view.selection)}
      />
      <Button
        variant="ghost"
        icon={Columns2}
        aria-label="Split: another terminal beside this one"
        isDisabled={tab.panes.length >= mostPanes}
        onPress={() => splitTab(tab.key)}
      />
    </>
  );
}

/** Records what the terminal shows from now on, until it is saved or the terminal is closed. */
function RecordButton({ recorder, name }: { readonly recorder: TerminalRecorder; readonly name: string }) {
  const startedAtMs = useSyncExternalStore(
    (onChange) => {
      const subscription = recorder.onChange(onChange);
      return () => subscription.dispose();
    },
    () => (recorder.isFull ? "full" : recorder.startedAtMs),
  );
  if (startedAtMs === null) {
    return (
      <Button
        variant="ghost"
        icon={Circle}
        aria-label={`Record the terminal on ${name}`}
        onPress={() => recorder.start()}
      />
    );
  }
  return (
    <Button variant="ghost" icon={CircleStop} onPress={() => recorder.save()}>
      {startedAtMs === "full" ? "Recording is full: save" : <Recorded sinceMs={startedAtMs} />}
    </Button>
  );
}

function Recorded({ sinceMs }: { readonly sinceMs: number }) {
  return `Recording ${formatAge(useNow() - sinceMs)}: stop and save`;
}

function BroadcastBar({ tab }: { readonly tab: TerminalTab }) {
  return (
    <div className={styles.broadcast} role="status">
      <StatusIcon status="warning" size={12} />
      <span className="grow clip">
        What you type goes to <b className="mono">{tabName(tab)}</b>
      </span>
      <Button size="sm" onPress={() => changeTab(tab.key, (one) => ({ ...one, broadcast: false }))}>
        Stop
      </Button>
    </div>
  );
}
