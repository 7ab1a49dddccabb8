import type { ITheme } from "@xterm/xterm";

/** The colours of the page's theme, now. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const black = token("bg-4");
  const white = token("fg-1");
  return {
    background: token("bg-0"),
    foreground: white,
    cursor: token("fg-0"),
    cursorAccent: token("bg-0"),
    selectionBackground: token("ac-line"),
    scrollbarSliderBackground: token("line-2"),
    scrollbarSliderHoverBackground: token("line-3"),
    scrollbarSliderActiveBackground: token("line-3"),
    black,
    red: token("crit"),
    green: token("ok"),
    yellow: token("warn"),
    blue: token("ac"),
    magenta: token("s5"),
    cyan: token("s2"),
    white,
    brightBlack: token("fg-3"),
    brightRed: token("crit"),
    brightGreen: token("ok"),
    brightYellow: token("warn"),
    brightBlue: token("info"),
    brightMagenta: token("s5"),
    brightCyan: token("s2"),
    brightWhite: token("fg-0"),
  };
}
