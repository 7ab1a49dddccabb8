import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { WebglAddon } from "@xterm/addon-webgl";
import { type ILinkHandler, Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { styledDocument, withStandIns } from "./styleStandIns.ts";
import type { SessionView } from "./TerminalSession.ts";
import { terminalTheme } from "./terminalTheme.ts";

const scrollbackLines = 10_000;

export interface ViewEvents {
  /** Typed, or an answer of the terminal itself. */
  readonly onInput: (data: string) => void;
  /** Mouse reports of programs that know bytes only. */
  readonly onBytes: (data: Uint8Array) => void;
  readonly onResize: (columns: number, rows: number) => void;
  readonly onPaste: (clipboard: string) => void;
  readonly onFocus: () => void;
  readonly onKey: (key: OwnKey) => void;
}

/** A key that is not for the program: `next` and `previous` are terminals. */
export type OwnKey = "search" | "leave" | "split" | "next" | "previous";

/** With Ctrl or Cmd, and Shift but for the last one. */
const ownKeys: Readonly<Record<string, OwnKey | "copy">> = {
  "shift+c": "copy",
  "shift+f": "search",
  "shift+e": "split",
  "shift+arrowright": "next",
  "shift+arrowleft": "previous",
  f6: "leave",
};

/** One xterm.js, driven from outside React: it keeps its lines while its place on the page comes and goes. */
export class TerminalView implements SessionView, Disposable {
  private readonly element = document.createElement("div");
  private readonly terminal: Terminal;
  private readonly fitting = new FitAddon();
  private readonly searching = new SearchAddon();
  private readonly resizing: ResizeObserver;
  private readonly theming: MutationObserver;
  private isOpened = false;

  constructor(name: string, screenReader: boolean, events: ViewEvents) {
    this.terminal = new Terminal({
      documentOverride: styledDocument,
      fontFamily: '"JetBrains Mono Variable", "JetBrains Mono", ui-monospace, monospace',
      fontSize: 12,
      lineHeight: 1.25,
      scrollback: scrollbackLines,
      cursorBlink: false,
      // Programs choose colours for dark terminals; they must be readable on light ones too.
      minimumContrastRatio: 4.5,
      theme: terminalTheme(),
      screenReaderMode: screenReader,
      linkHandler: links,
      allowProposedApi: false,
    });
    this.terminal.loadAddon(this.fitting);
    this.terminal.loadAddon(this.searching);
    this.terminal.loadAddon(new WebLinksAddon(openLink));
    this.terminal.onData(events.onInput);
    this.terminal.onBinary((data) => events.onBytes(Uint8Array.from(data, (char) => char.charCodeAt(0))));
    this.terminal.onResize(({ cols, rows }) => events.onResize(cols, rows));
    this.terminal.attachCustomKeyEventHandler((event) => this.isForProgram(event, events));
    this.element.style.cssText = "width: 100%; height: 100%";
    this.element.dataset.terminal = name;
    this.element.addEventListener("focusin", events.onFocus);
    this.element.addEventListener(
      "paste",
      (event) => {
        event.preventDefault();
        event.stopPropagation();
        events.onPaste(event.clipboardData?.getData("text/plain") ?? "");
      },
      { capture: true },
    );
    this.resizing = new ResizeObserver(() => this.fit());
    this.theming = new MutationObserver(() => {
      this.terminal.options.theme = terminalTheme();
    });
    this.theming.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  }

  get columns(): number {
    return this.terminal.cols;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  /** Takes its place on the page; `detach` leaves it. */
  attach(place: HTMLElement): void {
    place.append(this.element);
    if (!this.isOpened) {
      this.isOpened = true;
      withStandIns(() => this.terminal.open(this.element));
      this.terminal.textarea?.setAttribute("aria-label", `Terminal on ${this.element.dataset.terminal}`);
      this.addWebgl();
    }
    this.fit();
    this.resizing.observe(this.element);
  }

  detach(): void {
    this.resizing.disconnect();
    this.element.remove();
  }

  focus(): void {
    this.terminal.focus();
  }

  write(data: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.terminal.write(data, resolve));
  }

  tell(text: string): void {
    this.terminal.write(`\u001b[0m\r\n\u001b[2m${text}\u001b[0m\r\n`);
  }

  /** What a program left switched on (its own screen, mouse reports, a hidden cursor) is off for the next one. */
  softReset(): void {
    const ownScreen = this.terminal.buffer.active.type === "alternate" ? "\u001b[?1049l" : "";
    this.terminal.write(`${ownScreen}\u001b[!p\u001b[?1000;1002;1003;1006;2004l\u001b[?25h\r\n`);
  }

  paste(text: string): void {
    this.terminal.paste(text);
  }

  get selection(): string {
    return this.terminal.getSelection();
  }

  /** Marks what is found; false when there is nothing. */
  find(text: string, way: "next" | "previous"): boolean {
    const options = { caseSensitive: false };
    return way === "next" ? this.searching.findNext(text, options) : this.searching.findPrevious(text, options);
  }

  clear(): void {
    this.terminal.clear();
  }

  set screenReader(on: boolean) {
    this.terminal.options.screenReaderMode = on;
  }

  dispose(): void {
    this.detach();
    this.theming.disconnect();
    this.terminal.dispose();
  }

  private fit(): void {
    if (this.element.offsetParent !== null) this.fitting.fit();
  }

  /** Drawn by the graphics card where there is one; without, and when its context is lost, as elements. */
  private addWebgl(): void {
    if (!hasGraphicsCard()) return;
    const addon = new WebglAddon();
    addon.onContextLoss(() => addon.dispose());
    this.terminal.loadAddon(addon);
  }

  private isForProgram(event: KeyboardEvent, { onKey }: ViewEvents): boolean {
    const isMod = event.ctrlKey || event.metaKey;
    if (!isMod) return true;
    const key = event.key.toLowerCase();
    // The page's own: the drawer. And the browser's: pasting.
    if (key === "`" || (event.shiftKey && key === "v")) return false;
    const own = ownKeys[event.shiftKey ? `shift+${key}` : key];
    if (own === undefined) return true;
    event.preventDefault();
    if (event.type !== "keydown") return false;
    if (own === "copy") void copyText(this.selection);
    else onKey(own);
    return false;
  }
}

/** WebGL that is computed by the processor is slower than elements. */
function hasGraphicsCard(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  const names = context?.getExtension("WEBGL_debug_renderer_info");
  const renderer: unknown = names ? context?.getParameter(names.UNMASKED_RENDERER_WEBGL) : "software";
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null && !/swiftshader|llvmpipe|software/i.test(String(renderer));
}

export async function copyText(text: string): Promise<void> {
  if (text !== "") await navigator.clipboard.writeText(text).catch(() => {});
}

/** Only with Ctrl or Cmd, only to the web, and only by way of the shell's own guard for new windows. */
function openLink(event: MouseEvent, address: string): void {
  if (!event.ctrlKey && !event.metaKey) return;
  const url = URL.parse(address);
  if (url?.protocol !== "http:" && url?.protocol !== "https:") return;
  window.open(url.href, "_blank", "noopener,noreferrer");
}

const links: ILinkHandler = { activate: openLink, allowNonHttpProtocols: false };
