import type { MenuItemConstructorOptions } from "electron";

export interface MenuSetup {
  readonly platform: NodeJS.Platform;
  /** Reload and the developer tools are for those who build Midwatch. */
  readonly development: boolean;
  /** What Help opens. */
  readonly help: readonly { readonly label: string; readonly open: () => Promise<void> }[];
}

/**
 * Roles bring the platform's own labels and keys; without an Edit menu macOS has no copy and paste. No key is declared
 * here: all others are the page's.
 */
export function applicationMenu({ platform, development, help }: MenuSetup): MenuItemConstructorOptions[] {
  const isMac = platform === "darwin";
  const view: MenuItemConstructorOptions[] = [
    { role: "resetZoom" },
    { role: "zoomIn" },
    { role: "zoomOut" },
    { type: "separator" },
    { role: "togglefullscreen" },
  ];
  const developer: MenuItemConstructorOptions[] = [
    { type: "separator" },
    { role: "reload" },
    { role: "forceReload" },
    { role: "toggleDevTools" },
  ];
  const about: MenuItemConstructorOptions[] = isMac ? [] : [{ type: "separator" }, { role: "about" }];
  return [
    ...(isMac ? [{ role: "appMenu" as const }] : []),
    { role: "fileMenu" },
    { role: "editMenu" },
    { label: "View", submenu: development ? [...view, ...developer] : view },
    { role: "windowMenu" },
    { role: "help", submenu: [...help.map(({ label, open }) => ({ label, click: () => void open() })), ...about] },
  ];
}
