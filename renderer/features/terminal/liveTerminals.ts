import type { Disposable } from "../../../shared/base/disposable.ts";
import { isReply } from "../../../shared/domain/terminal/isReply.ts";
import { needsReview, type Paste, readPaste } from "../../../shared/domain/terminal/paste.ts";
import { targetName } from "../../../shared/domain/terminal/target.ts";
import type { Link } from "../../state/link.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import {
  changeTab,
  setTerminalId,
  type TerminalPane,
  type TerminalTab,
  terminalsStore,
} from "../../state/terminalsStore.ts";
import { browserClock } from "../../transport/browserClock.ts";
import { TerminalRecorder } from "./TerminalRecorder.ts";
import { TerminalSession } from "./TerminalSession.ts";
import { type OwnKey, TerminalView } from "./TerminalView.ts";

export interface LiveTerminal {
  readonly view: TerminalView;
  readonly session: TerminalSession;
  readonly recorder: TerminalRecorder;
}

/** A paste that a person must look at first. */
export interface HeldPaste {
  readonly tab: TerminalTab;
  readonly panes: readonly TerminalPane[];
  readonly paste: Paste;
}

export interface LiveTerminalsOptions {
  readonly link: Link;
  readonly onHeldPaste: (held: HeldPaste) => void;
  readonly onKey: (key: OwnKey) => void;
}

export interface LiveTerminals extends Disposable {
  /** Opened when it is asked for first. */
  get(pane: TerminalPane): LiveTerminal;
  /** What was held, looked at and found good. */
  paste(held: HeldPaste): void;
}

/** The terminals of the drawer's panes, for as long as those are in the store: showing and hiding them changes nothing. */
export function createLiveTerminals({ link, onHeldPaste, onKey }: LiveTerminalsOptions): LiveTerminals {
  const all = new Map<string, LiveTerminal>();
  const encoder = new TextEncoder();
  let isPasting = false;

  const tabOf = (pane: string) =>
    terminalsStore.getState().tabs.find(({ panes }) => panes.some(({ key }) => key === pane));

  /** Broadcast is of what a person types: what a terminal answers by itself stays between it and its program. */
  function receivers(pane: TerminalPane): readonly TerminalPane[] {
    const tab = tabOf(pane.key);
    return tab?.broadcast ? tab.panes : [pane];
  }

  function input(pane: TerminalPane, data: string): void {
    const bytes = encoder.encode(data);
    const to = isPasting || isReply(data) ? [pane] : receivers(pane);
    for (const { key } of to) all.get(key)?.session.send(bytes);
  }

  function hold(pane: TerminalPane, clipboard: string): void {
    const paste = readPaste(clipboard);
    const tab = tabOf(pane.key);
    if (paste.text === "" || !tab) return;
    const held = { tab, panes: receivers(pane), paste };
    if (tab.broadcast || needsReview(paste)) onHeldPaste(held);
    else pasteInto(held);
  }

  function pasteInto({ panes, paste }: HeldPaste): void {
    isPasting = true;
    // Each by its own terminal, which knows whether its program wants pastes marked as such.
    for (const { key } of panes) all.get(key)?.view.paste(paste.text);
    isPasting = false;
  }

  function create(pane: TerminalPane): LiveTerminal {
    const view = new TerminalView(targetName(pane.target), settingsStore.getState().screenReader, {
      onInput: (data) => input(pane, data),
      onBytes: (data) => session.send(data),
      onResize(columns, rows) {
        session.resize(columns, rows);
        recorder.resized(columns, rows);
      },
      onPaste: (clipboard) => hold(pane, clipboard),
      onFocus() {
        const tab = tabOf(pane.key);
        if (tab && tab.active !== pane.key) changeTab(tab.key, (one) => ({ ...one, active: pane.key }));
      },
      onKey,
    });
    const recorder = new TerminalRecorder(view, targetName(pane.target), () => browserClock.nowMs());
    const session = new TerminalSession({
      link,
      target: pane.target,
      view: recorder,
      id: pane.id,
      onId: (id) => setTerminalId(pane.key, id),
    });
    return { view, session, recorder };
  }

  const end = ({ view, session, recorder }: LiveTerminal) => {
    session.dispose();
    recorder.dispose();
    view.dispose();
  };
  const stopPanes = terminalsStore.subscribe(({ tabs }) => {
    const kept = new Set(tabs.flatMap(({ panes }) => panes.map(({ key }) => key)));
    for (const [key, live] of [...all]) {
      if (kept.has(key)) continue;
      all.delete(key);
      end(live);
    }
  });
  const stopSettings = settingsStore.subscribe(({ screenReader }) => {
    for (const { view } of all.values()) view.screenReader = screenReader;
  });

  return {
    get(pane) {
      const found = all.get(pane.key);
      if (found) return found;
      const live = create(pane);
      all.set(pane.key, live);
      return live;
    },
    paste: pasteInto,
    dispose() {
      stopPanes();
      stopSettings();
      for (const live of all.values()) end(live);
      all.clear();
    },
  };
}
