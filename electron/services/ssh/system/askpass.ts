import { constants, type FSWatcher, watch } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Disposable } from "../../../../shared/base/disposable.ts";
import { property } from "../sshErrors.ts";

/** `kind` is `confirm` for a yes or no, `none` for a mere notice (touch your key), empty for a secret. */
export interface AskpassQuestion {
  readonly kind: string;
  readonly text: string;
}

const pipeTries = 50;
const pipeRetryMs = 20;

/** Answers the questions that appear in a runtime folder; null refuses. */
export function answerQuestions(
  folder: string,
  answer: (question: AskpassQuestion) => Promise<string | null>,
): Disposable {
  let ended = false;
  const watcher: FSWatcher = watch(folder, (_event, name) => {
    if (ended || !name?.endsWith(".question")) return;
    if (seen.has(name)) return;
    seen.add(name);
    void handle(join(folder, name)).catch(() => {});
  });
  const seen = new Set<string>();
  watcher.on("error", () => {});

  async function handle(file: string): Promise<void> {
    const text = await readFile(file, "utf8");
    const lineEnd = text.indexOf("\n");
    const given = await answer({ kind: text.slice(0, lineEnd), text: text.slice(lineEnd + 1) }).catch(() => null);
    const reply = given === null ? "n\n\n" : `y\n${given.replace(/[\r\n]/g, "")}\n`;
    await writePipe(file.replace(/question$/, "answer"), reply);
  }

  return {
    dispose() {
      ended = true;
      watcher.close();
    },
  };
}

/** Never waits in the kernel for a reader that is gone. */
async function writePipe(path: string, text: string): Promise<void> {
  for (let left = pipeTries; left > 0; left -= 1) {
    try {
      const pipe = await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
      await pipe.write(text).finally(() => pipe.close());
      return;
    } catch (error) {
      if (property(error, "code") !== "ENXIO") throw error;
      await new Promise((resolve) => setTimeout(resolve, pipeRetryMs));
    }
  }
}
