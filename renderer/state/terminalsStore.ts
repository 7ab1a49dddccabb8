import { create } from "zustand";
import type { TerminalTarget } from "../../shared/domain/terminal/target.ts";

/** More do not fit beside each other. */
export const mostPanes = 4;
const defaultHeightPx = 260;

/** One terminal's place in the drawer. */
export interface TerminalPane {
  readonly key: string;
  readonly target: TerminalTarget;
  /** The console's name of the terminal; null before it is opened and after it ended. */
  readonly id: string | null;
}

export interface TerminalTab {
  readonly key: string;
  /** Side by side; at least one. */
  readonly panes: readonly TerminalPane[];
  /** The pane that has or had the focus. */
  readonly active: string;
  /** What is typed into one goes to all of them. */
  readonly broadcast: boolean;
}

export interface TerminalsState {
  readonly open: boolean;
  readonly heightPx: number;
  readonly tabs: readonly TerminalTab[];
  readonly active: string | null;
}

export const terminalsStore = create<TerminalsState>(() => ({
  open: false,
  heightPx: defaultHeightPx,
  tabs: [],
  active: null,
}));

const newKey = () => crypto.randomUUID();

/** A tab of its own for each call; several targets stand beside each other in it, with `broadcast` all typed into at once. */
export function openTerminal(targets: readonly TerminalTarget[], { broadcast = false } = {}): void {
  const panes = targets.map(newPane);
  const [first] = panes;
  if (!first) return;
  const tab = { key: newKey(), panes, active: first.key, broadcast };
  terminalsStore.setState(({ tabs }) => ({ open: true, tabs: [...tabs, tab], active: tab.key }));
}

function newPane(target: TerminalTarget): TerminalPane {
  return { key: newKey(), target, id: null };
}

/** How the console calls the terminal of a pane from now on. */
export function setTerminalId(pane: string, id: string | null): void {
  terminalsStore.setState(({ tabs }) => ({
    tabs: tabs.map((tab) => ({ ...tab, panes: tab.panes.map((one) => (one.key === pane ? { ...one, id } : one)) })),
  }));
}

export function toggleTerminals(): void {
  terminalsStore.setState(({ open }) => ({ open: !open }));
}

export function changeTab(key: string, change: (tab: TerminalTab) => TerminalTab): void {
  terminalsStore.setState(({ tabs }) => ({ tabs: tabs.map((tab) => (tab.key === key ? change(tab) : tab)) }));
}

/** Another terminal on the same target beside the active one. */
export function splitTab(key: string): void {
  changeTab(key, (tab) => {
    const beside = tab.panes.findIndex((pane) => pane.key === tab.active);
    const target = tab.panes[beside]?.target;
    if (!target || tab.panes.length >= mostPanes) return tab;
    const pane = newPane(target);
    return { ...tab, panes: tab.panes.toSpliced(beside + 1, 0, pane), active: pane.key };
  });
}

/** The terminal after or before the active one, over all tabs and around their end, is active. */
export function stepTerminal(by: 1 | -1): void {
  terminalsStore.setState(({ tabs, active }) => {
    const all = tabs.flatMap(({ key, panes }) => panes.map((pane) => ({ tab: key, pane: pane.key })));
    const from = tabs.find(({ key }) => key === active)?.active;
    const next = all[(all.findIndex(({ pane }) => pane === from) + by + all.length) % all.length];
    if (!next) return {};
    return { active: next.tab, tabs: tabs.map((tab) => (tab.key === next.tab ? { ...tab, active: next.pane } : tab)) };
  });
}

/** The last pane takes its tab with it, and the last tab the drawer. */
export function removePane(pane: string): void {
  terminalsStore.setState((state) => {
    const tabs = state.tabs.flatMap((tab): TerminalTab[] => {
      const panes = tab.panes.filter(({ key }) => key !== pane);
      const [first] = panes;
      if (!first) return [];
      const active = tab.active === pane ? first.key : tab.active;
      return [{ ...tab, panes, active, broadcast: tab.broadcast && panes.length > 1 }];
    });
    const active = tabs.some(({ key }) => key === state.active) ? state.active : (tabs.at(-1)?.key ?? null);
    return { ...state, tabs, active, open: state.open && tabs.length > 0 };
  });
}
