import { readFileSync } from "node:fs";
import { mkdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../../shared/base/clock.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { addHosts, newWorkspaceText } from "../../../shared/domain/workspace/addHosts.ts";
import { addLogs } from "../../../shared/domain/workspace/addLogs.ts";
import { addScrape } from "../../../shared/domain/workspace/addScrape.ts";
import { addServices } from "../../../shared/domain/workspace/addServices.ts";
import { putChannel, removeChannel } from "../../../shared/domain/workspace/editChannels.ts";
import { putServer, removeServer } from "../../../shared/domain/workspace/editServers.ts";
import { workspaceFileName } from "../../../shared/domain/workspace/model.ts";
import { parseWorkspace } from "../../../shared/domain/workspace/parse.ts";
import type { Log } from "../log.ts";
import { writeFileAtomic } from "./atomicWrite.ts";
import { fileErrorCode } from "./fileErrors.ts";
import type { Workspace, WorkspaceStore } from "./types.ts";
import { watchFolder } from "./watchFolder.ts";

/** What the file held when it was last read. */
type Content =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * Reads the workspace at once, then again whenever the folder changes. While the file has problems, or is gone, the last
 * good content stays in force. The folder need not exist.
 */
export function createWorkspaceStore(options: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}): WorkspaceStore {
  const { folder, clock, log } = options;
  const path = join(folder, workspaceFileName);
  const changed = new Emitter<Workspace>();
  let content = readContent(path);
  let current = workspaceOf(folder, content, null);
  let saving: Promise<unknown> = Promise.resolve();
  tellProblems();

  function tellProblems(): void {
    const effect = current.file ? "the last good content stays in force" : "no host is watched until it is corrected";
    for (const { message, ...place } of current.problems) log.warn(`${message}: ${effect}`, place);
  }

  function reload(): void {
    const fresh = readContent(path);
    if (JSON.stringify(fresh) === JSON.stringify(content)) return;
    content = fresh;
    current = workspaceOf(folder, content, current.file);
    tellProblems();
    changed.fire(current);
  }
  const watcher = watchFolder({ folder, clock, log }, reload);

  async function write(newText: (now: Content) => string): Promise<string> {
    const before = content;
    reload();
    if (JSON.stringify(before) !== JSON.stringify(content)) throw changedMeanwhile();
    const text = newText(content);
    try {
      await mkdir(folder, { recursive: true });
      const { file, mode } = await target(path);
      if (JSON.stringify(readContent(path)) !== JSON.stringify(content)) throw changedMeanwhile();
      await writeFileAtomic(file, text, mode);
    } catch (error) {
      if (error instanceof MidwatchError) throw error;
      throw new MidwatchError(
        "STORE_FAILED",
        `${path} could not be written (${errorText(error)}): nothing was changed`,
        {
          cause: error,
        },
      );
    }
    reload();
    return path;
  }

  /** One change after the other. */
  function inTurn(newText: (now: Content) => string): Promise<string> {
    const result = saving.then(() => write(newText));
    saving = result.catch(() => {});
    return result;
  }

  return {
    get current() {
      return current;
    },
    onChange: changed.event,
    saveHosts: ({ name, hosts }) =>
      inTurn((now) => {
        if (now.kind === "absent") return newWorkspaceText(name, hosts);
        return edited(
          now,
          (text) => addHosts(text, workspaceFileName, hosts),
          "has problems, so hosts cannot be added to it",
        );
      }),
    addScrape: ({ host, ...target }) =>
      inTurn((now) =>
        edited(
          now,
          (text) => addScrape(text, workspaceFileName, host, target),
          `has problems, or does not list ${host}, so no target can be added`,
        ),
      ),
    addServices: (services) =>
      inTurn((now) =>
        edited(
          now,
          (text) => addServices(text, workspaceFileName, services),
          "has problems, so services cannot be added to it",
        ),
      ),
    addLogs: (found) =>
      inTurn((now) =>
        edited(now, (text) => addLogs(text, workspaceFileName, found), "has problems, so logs cannot be added to it"),
      ),
    putServer: (server, replaces) =>
      inTurn((now) =>
        edited(
          now,
          (text) => putServer(text, workspaceFileName, server, replaces),
          `has problems, or nothing called ${replaces ?? server.name}, so it cannot be changed`,
        ),
      ),
    removeServer: (list, name) =>
      inTurn((now) =>
        edited(
          now,
          (text) => removeServer(text, workspaceFileName, list, name),
          `has problems, or nothing called ${name}, so it cannot be removed`,
        ),
      ),
    putChannel: (channel, replaces) =>
      inTurn((now) =>
        edited(
          now,
          (text) => putChannel(text, workspaceFileName, channel, replaces),
          `has problems, or no channel called ${replaces ?? channel.name}, so it cannot be changed`,
        ),
      ),
    removeChannel: (name) =>
      inTurn((now) =>
        edited(
          now,
          (text) => removeChannel(text, workspaceFileName, name),
          `has problems, or no channel called ${name}, so it cannot be removed`,
        ),
      ),
    dispose() {
      watcher.dispose();
      changed.dispose();
    },
  };
}

function readContent(path: string): Content {
  try {
    return { kind: "text", text: readFileSync(path, "utf8") };
  } catch (error) {
    return fileErrorCode(error) === "ENOENT" ? { kind: "absent" } : { kind: "unreadable", reason: errorText(error) };
  }
}

function workspaceOf(folder: string, content: Content, lastGood: Workspace["file"]): Workspace {
  switch (content.kind) {
    case "absent": {
      const message =
        "The file is gone: what it said last stays in force until Midwatch ends. Put it back to change hosts";
      return { folder, file: lastGood, problems: lastGood ? [wholeFile(message)] : [] };
    }
    case "unreadable":
      return { folder, file: lastGood, problems: [wholeFile(`The file cannot be read: ${content.reason}`)] };
    case "text": {
      const { file, problems } = parseWorkspace(content.text, workspaceFileName);
      return { folder, file: file ?? lastGood, problems };
    }
  }
}

function wholeFile(message: string): Workspace["problems"][number] {
  return { file: workspaceFileName, line: 1, column: 1, message };
}

/** The file's text after a change; `why` says what stands against it when it is not possible. */
function edited(now: Content, change: (text: string) => string | null, why: string): string {
  const text = now.kind === "text" ? change(now.text) : null;
  if (text === null) {
    const message = `${workspaceFileName} ${why}: correct it first. Nothing was changed`;
    throw new MidwatchError("WORKSPACE_INVALID", message);
  }
  // What is right by itself may clash with the rest of the file.
  const [problem] = parseWorkspace(text, workspaceFileName).problems;
  if (!problem) return text;
  throw new MidwatchError("WORKSPACE_INVALID", `${problem.message}. Nothing was changed`);
}

function changedMeanwhile(): MidwatchError {
  return new MidwatchError(
    "WORKSPACE_INVALID",
    `${workspaceFileName} was changed by somebody else just now and has been read again: look at it and save once more. Nothing was changed`,
    { retryable: true },
  );
}

/** The file behind a symbolic link keeps its place, and an existing one its mode. */
async function target(path: string): Promise<{ readonly file: string; readonly mode: number }> {
  try {
    const file = await realpath(path);
    return { file, mode: (await stat(file)).mode & 0o7777 };
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return { file: path, mode: 0o644 };
    throw error;
  }
}
