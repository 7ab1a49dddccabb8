import { create } from "zustand";
import type { TerminalTarget } from "../../shared/domain/terminal/target.ts";

/** One terminal's place in the drawer. */
export interface TerminalPane {
  readonly key: string;
  readonly target: TerminalTarget;
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

/** More do not fit beside each other. */
export const mostPanes = 4;
const defaultHeightPx = 260;

export const terminalsStore = create<TerminalsState>(() => ({
  open: false,
  heightPx: defaultHeightPx,
  tabs: [],
  active: null,
}));

const newKey = () => crypto.randomUUID();

/** A tab of its own for each call; several targets stand beside each other in it, with `broadcast` all typed into at once. */
export function openTerminal(targets: readonly TerminalTarget[], { broadcast = false } = {}): void {
  const panes = targets.map((target) => ({ key: newKey(), target }));
  const [first] = panes;
  if (!first) return;
  const tab = { key: newKey(), panes, active: first.key, broadcast };
  terminalsStore.setState(({ tabs }) => ({ open: true, tabs: [...tabs, tab], active: tab.key }));
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
    const pane = { key: newKey(), target };
    return { ...tab, panes: tab.panes.toSpliced(beside + 1, 0, pane), active: pane.key };
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
