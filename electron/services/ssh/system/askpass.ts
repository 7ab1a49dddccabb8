import { constants, existsSync, type FSWatcher, watch } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Disposable } from "../../../../shared/base/disposable.ts";
import { property } from "../sshErrors.ts";

/** `kind` is `confirm` for a yes or no, `none` for a notice (touch your key) that stands until it is over, empty for a secret. */
export interface AskpassQuestion {
  readonly kind: string;
  readonly text: string;
}

const pipeTries = 50;
const pipeRetryMs = 20;

/** Answers the questions that appear in a runtime folder; null refuses. `over` aborts when the client asks no more. */
export function answerQuestions(
  folder: string,
  answer: (question: AskpassQuestion, over: AbortSignal) => Promise<string | null>,
): Disposable {
  const asked = new Map<string, AbortController>();
  let ended = false;
  const watcher: FSWatcher = watch(folder, (_event, name) => {
    if (ended || !name?.endsWith(".question")) return;
    const file = join(folder, name);
    const known = asked.get(name);
    if (known) {
      if (!existsSync(file)) known.abort();
      return;
    }
    const over = new AbortController();
    asked.set(name, over);
    void handle(file, over.signal).catch(() => {});
  });
  watcher.on("error", () => {});

  async function handle(file: string, over: AbortSignal): Promise<void> {
    const text = await readFile(file, "utf8");
    const lineEnd = text.indexOf("\n");
    const question = { kind: text.slice(0, lineEnd), text: text.slice(lineEnd + 1) };
    const given = await answer(question, over).catch(() => null);
    const reply = given === null ? "n\n\n" : `y\n${given.replace(/[\r\n]/g, "")}\n`;
    await writePipe(file.replace(/question$/, "answer"), reply);
  }

  return {
    dispose() {
      ended = true;
      watcher.close();
      for (const over of asked.values()) over.abort();
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
