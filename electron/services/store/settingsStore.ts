import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { notify } from "../../../shared/domain/alerts/news/notify.ts";
import type { Log } from "../log.ts";
import { writeFileAtomic } from "./atomicWrite.ts";
import { fileErrorCode } from "./fileErrors.ts";
import { moveAside } from "./moveAside.ts";
import type { Settings, SettingsStore } from "./types.ts";

const fileVersion = 1;
const defaultSettings: Settings = {
  theme: "dark",
  singleKeys: true,
  clock: "utc",
  notify: "critical",
  sound: true,
  screenReader: false,
  sendsPages: false,
  keepsQueryText: false,
};

/** A key that is missing has its default, so that a new setting needs no migration. */
const settingsFile = z.object({
  version: z.literal(fileVersion),
  theme: z.enum(["dark", "light", "system"]).default(defaultSettings.theme),
  singleKeys: z.boolean().default(defaultSettings.singleKeys),
  clock: z.enum(["utc", "local"]).default(defaultSettings.clock),
  notify: notify.default(defaultSettings.notify),
  sound: z.boolean().default(defaultSettings.sound),
  screenReader: z.boolean().default(defaultSettings.screenReader),
  sendsPages: z.boolean().default(defaultSettings.sendsPages),
  keepsQueryText: z.boolean().default(defaultSettings.keepsQueryText),
});

/** A person's own settings in one JSON file. A file that cannot be understood is moved aside and defaults apply. */
export function createSettingsStore(options: { readonly file: string; readonly log: Log }): SettingsStore {
  const { file } = options;
  let settings = readSettings(options);
  let writing: Promise<unknown> = Promise.resolve();

  async function write(change: Partial<Settings>): Promise<void> {
    const next = { ...settings, ...change };
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      await writeFileAtomic(file, `${JSON.stringify({ version: fileVersion, ...next }, null, 2)}\n`, 0o600);
    } catch (cause) {
      throw new MidwatchError(
        "STORE_FAILED",
        `${file} could not be written (${errorText(cause)}): the setting is not changed`,
        {
          cause,
        },
      );
    }
    settings = next;
  }

  return {
    get: () => settings,
    set(change) {
      const result = writing.then(() => write(change));
      writing = result.catch(() => {});
      return result;
    },
  };
}

function readSettings({ file, log }: { readonly file: string; readonly log: Log }): Settings {
  try {
    const { version: _, ...settings } = settingsFile.parse(JSON.parse(readFileSync(file, "utf8")));
    return settings;
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return defaultSettings;
    // Unreadable is not broken: moving it would lose what another user can read.
    const isBroken = error instanceof SyntaxError || error instanceof z.ZodError;
    log.warn("Settings cannot be read, defaults apply", {
      file,
      error: errorText(error),
      ...(isBroken ? { movedTo: tryMoveAside(file) } : {}),
    });
    return defaultSettings;
  }
}

function tryMoveAside(file: string): string | null {
  try {
    return moveAside(file);
  } catch {
    return null;
  }
}
