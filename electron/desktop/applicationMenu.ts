import type { MenuItemConstructorOptions } from "electron";

/** Roles bring the platform's own labels and keys; without an Edit menu macOS has no copy and paste. */
export function applicationMenu(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const common: MenuItemConstructorOptions[] = [
    { role: "fileMenu" },
    { role: "editMenu" },
    { role: "viewMenu" },
    { role: "windowMenu" },
  ];
  return platform === "darwin" ? [{ role: "appMenu" }, ...common] : common;
}
