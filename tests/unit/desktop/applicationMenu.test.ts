import type { MenuItemConstructorOptions } from "electron";
import { describe, expect, it } from "vitest";
import { applicationMenu } from "../../../electron/desktop/applicationMenu.ts";

const opened: string[] = [];
const help = [{ label: "Open logs", open: async () => void opened.push("logs") }];

function all(items: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])]);
}

const platforms = ["darwin", "win32", "linux"] as const;
const setups = platforms.flatMap((platform) => [true, false].map((development) => ({ platform, development, help })));

describe("the application menu", () => {
  it.each(setups)("$platform, development $development", (setup) => {
    const items = all(applicationMenu(setup));
    const roles = items.map(({ role }) => role);
    expect(roles.includes("appMenu")).toBe(setup.platform === "darwin");
    expect(roles).toEqual(expect.arrayContaining(["fileMenu", "editMenu", "windowMenu", "help", "togglefullscreen"]));
    for (const role of ["reload", "forceReload", "toggleDevTools"] as const) {
      expect(roles.includes(role), role).toBe(setup.development);
    }
    // The ready-made View menu would bring reload and the developer tools to everybody.
    expect(roles).not.toContain("viewMenu");
    expect(items.filter(({ accelerator }) => accelerator !== undefined)).toEqual([]);
  });

  it("opens what Help names", () => {
    const item = all(applicationMenu({ platform: "linux", development: false, help })).find(
      ({ label }) => label === "Open logs",
    );
    // Electron passes the item, the window and the event; none is used.
    (item?.click as (() => void) | undefined)?.();
    expect(opened).toEqual(["logs"]);
  });
});
